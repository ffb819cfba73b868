internal import Intake

/// The treatment of a file that leaves the inbox.
enum Disposition: Sendable {
    /// All records were read.
    case done
    /// No record could be read.
    case rejected([Rejection.Cause])
    /// Some pieces could not be read; `refused` holds their bytes, one per line.
    case partly([Rejection.Cause], refused: [UInt8])
}
