internal import Calendars
internal import Cases
import JSON
internal import Rules

/// What the bytes of one file mean: its records, and what is wrong with the rest.
struct FileReading: Sendable {
    private(set) var records: [Record] = []
    private(set) var faults: [IntakeFault] = []
    /// The pieces that were refused, one a line.
    private(set) var refusedBytes: [UInt8] = []
    let form: RecordText.Form
    /// Whether more of it is likely to come: it ends in the middle of something.
    let isCutShort: Bool

    /// Reads the text of a file; of records without an id, `fallback` gives the n-th its own.
    init(
        _ bytes: [UInt8], origin: String, arrivedAt: Instant, recordBytesMax: Int,
        fallback: (_ number: Int?) -> Record.ID? = { _ in nil }
    ) {
        if let encoding = Self.foreignEncoding(of: bytes) {
            form = .object
            isCutShort = false
            faults = [Self.fault("the text is \(encoding)", accepted: "UTF-8")]
            return
        }
        let text = RecordText(bytes, recordBytesMax: recordBytesMax)
        var counter = PlaceCounter()
        form = text.form
        isCutShort = text.isCutShort
        for (index, piece) in text.pieces.enumerated() {
            let number = text.form == .object ? nil : index + 1
            let place = number.map { text.form == .lines ? ":\(piece.line)" : "#\($0)" } ?? ""
            switch piece.result {
            case .failure(let fault):
                refuse(piece, of: bytes, [Self.fault(fault, in: piece, of: bytes, form)])
            case .success(let json):
                do throws(RecordFaults) {
                    let record = try Record.read(
                        json, arrivedAt: arrivedAt, origin: origin + place,
                        fallback: fallback(number))
                    records.append(record)
                } catch {
                    // In an array the piece begins in the middle of the text, whose lines go on.
                    let start =
                        form == .array
                        ? counter.place(of: piece.range.lowerBound, in: bytes)
                        : TextPlace(line: piece.line, column: 1)
                    let text = Array(bytes[piece.range])
                    refuse(piece, of: bytes, Self.faults(error, json, text, from: start))
                }
            }
        }
    }

    private mutating func refuse(
        _ piece: RecordText.Piece, of bytes: [UInt8], _ found: [IntakeFault]
    ) {
        faults += found
        switch (form, piece.result) {
        case (.array, .success(let json)): refusedBytes += json.bytes(.compact)
        default: refusedBytes += bytes[piece.range]
        }
        refusedBytes.append(UInt8(ascii: "\n"))
    }

    private static func fault(
        _ fault: JSONFault, in piece: RecordText.Piece, of bytes: [UInt8], _ form: RecordText.Form
    ) -> IntakeFault {
        let text = form == .lines ? Array(bytes[piece.range]) : bytes
        let place = fault.place(in: text)
        return IntakeFault(
            line: place.line + piece.line - 1, column: place.column, pointer: "",
            reason: fault.description, accepted: "")
    }

    private static func faults(
        _ faults: RecordFaults, _ json: JSON, _ text: [UInt8], from start: TextPlace
    ) -> [IntakeFault] {
        let positions = JSONPositions(of: json, in: text)
        return faults.list.map { fault in
            let place = positions.value(at: JSONPointer(fault.pointer) ?? JSONPointer())
            return IntakeFault(
                line: place.line + start.line - 1,
                column: place.column + (place.line == 1 ? start.column - 1 : 0),
                pointer: fault.pointer, reason: "found \(fault.found)", accepted: fault.accepted)
        }
    }

    /// A fault of a file as a whole.
    static func fault(_ reason: String, accepted: String) -> IntakeFault {
        IntakeFault(line: 1, column: 1, pointer: "", reason: reason, accepted: accepted)
    }

    private static func foreignEncoding(of bytes: [UInt8]) -> String? {
        switch (bytes.first, bytes.dropFirst().first) {
        case (0xFF, 0xFE), (0xFE, 0xFF): "UTF-16"
        case (0, _), (.some, 0): "UTF-16 or UTF-32, to judge by its zero bytes"
        default: nil
        }
    }
}

/// Finds lines and columns of ever later offsets, the text walked through once for all of them.
private struct PlaceCounter {
    private var offset = 0
    private var line = 1
    private var column = 1

    mutating func place(of later: Int, in bytes: [UInt8]) -> TextPlace {
        for byte in bytes[offset..<later] {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        offset = later
        return TextPlace(line: line, column: column)
    }
}
