internal import Calendars
package import Cases
package import Files
internal import Foundation
package import Intake
import JSON
internal import Rules

/// The records in a file or folder, read without moving the files.
package enum RecordFiles {
    /// The records in the order found, with the parts that could not be read.
    package struct Reading: Sendable {
        package let records: [Record]
        package let rejections: [Rejection]

        package init(records: [Record], rejections: [Rejection]) {
            self.records = records
            self.rejections = rejections
        }
    }

    /// Reads a file, all files of a folder and its folders in byte order of their names, or with
    /// `-` standard input. Each record arrives when it takes effect.
    package static func read(_ path: String) throws(FileError) -> Reading {
        var isFolder: ObjCBool = false
        guard path == "-" || FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        else { throw FileError(operation: "read", path: path, code: ENOENT) }
        let paths = isFolder.boolValue ? files(of: path) : [path]
        var records: [Record] = []
        var rejections: [Rejection] = []
        for path in paths {
            let reading = RecordReader.read(
                try bytes(of: path), origin: path, arrivedAt: .latest,
                recordBytesMax: IntakeLimits().recordBytesMax)
            records += reading.records
            if !reading.causes.isEmpty {
                rejections.append(Rejection(origin: path, causes: reading.causes))
            }
        }
        return Reading(records: arriving(records), rejections: rejections)
    }

    /// Returns the records with their arrival times. A record without a time arrives with the
    /// previous one or, at the start, with the first record that has one.
    private static func arriving(_ records: [Record]) -> [Record] {
        let own = records.map { Record.effectiveAt(.object($0.body)) }
        var at = own.compactMap(\.self).first ?? Instant(seconds: 0)
        return zip(records, own).map { record, time in
            at = time ?? at
            return record.arriving(at: at)
        }
    }

    /// Returns the files of a folder and of those in it, such as the days of `state/done`.
    ///
    /// Links to folders are not followed.
    private static func files(of folder: String, depth: Int = 0) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.map { FileName($0) }.filter { !$0.isUnfinished }.sorted().flatMap { name in
            let path = folder + "/" + name.description
            let kind = try? FileManager.default.attributesOfItem(atPath: path)[.type]
            guard kind as? FileAttributeType == .typeDirectory else { return [path] }
            return depth < depthMax ? files(of: path, depth: depth + 1) : []
        }
    }

    /// The greatest depth of folders in folders.
    private static let depthMax = 8

    private static func bytes(of path: String) throws(FileError) -> [UInt8] {
        if path == "-" { return Array(FileHandle.standardInput.readDataToEndOfFile()) }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw FileError(operation: "read", path: path, code: EIO)
        }
        return Array(data)
    }
}

extension Record {
    /// Returns the record as it reads when it arrives at an instant.
    fileprivate func arriving(at instant: Instant) -> Record {
        let again = try? Record.read(
            .object(body), arrivedAt: instant, origin: origin, fallback: id)
        return again ?? self
    }
}

extension Instant {
    /// The last second that RFC 3339 can express; no time in a record is later.
    fileprivate static let latest = Instant(seconds: 253_402_300_799)
}
