internal import Calendars
package import Cases
internal import Foundation
internal import Rules

/// Records as they lie in a file or in the files of a folder, for those who only look.
package enum RecordFiles {
    /// What was understood, in the order it was found, and what was not.
    package struct Reading: Sendable {
        package let records: [Record]
        package let refusals: [Refusal]
    }

    /// Reads a file, all the files of a folder in byte order of their names, or with `-` the
    /// standard input; each record arrives when it takes effect.
    package static func read(_ path: String) throws(FileError) -> Reading {
        var isFolder: ObjCBool = false
        guard path == "-" || FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        else { throw FileError(operation: "read", path: path, code: ENOENT) }
        let paths = isFolder.boolValue ? files(of: path) : [path]
        var records: [Record] = []
        var refusals: [Refusal] = []
        for path in paths {
            let reading = FileReading(
                try bytes(of: path), origin: path, arrivedAt: Instant(seconds: 0),
                recordBytesMax: IntakeLimits().recordBytesMax)
            var faults = reading.faults
            for record in reading.records {
                if let arriving = record.arriving() {
                    records.append(arriving)
                } else {
                    faults.append(
                        FileReading.fault(
                            "\(record.origin): the record holds no time to arrive at",
                            accepted: "an `arrivedAt`"))
                }
            }
            if !faults.isEmpty { refusals.append(Refusal(file: path, faults: faults)) }
        }
        return Reading(records: records, refusals: refusals)
    }

    private static func files(of folder: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.map { FileName($0) }.filter { !$0.isUnfinished }.sorted()
            .map { folder + "/" + $0.description }
    }

    private static func bytes(of path: String) throws(FileError) -> [UInt8] {
        if path == "-" { return Array(FileHandle.standardInput.readDataToEndOfFile()) }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw FileError(operation: "read", path: path, code: EIO)
        }
        return Array(data)
    }
}

extension Record {
    /// The record as it arrives in a simulation: when it takes effect.
    fileprivate func arriving() -> Record? {
        Record.effectiveAt(.object(body)).flatMap { at in
            try? Record.read(.object(body), arrivedAt: at, origin: origin, fallback: id)
        }
    }
}
