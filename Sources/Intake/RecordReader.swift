package import Calendars
package import Cases
internal import Glibc
import JSON
internal import Rules

/// A reader of one message's bytes that collects its records and its errors.
package enum RecordReader {
    /// The content of a message.
    package struct Reading: Sendable {
        package fileprivate(set) var records: [Record] = []
        package fileprivate(set) var causes: [Rejection.Cause] = []
        /// The rejected pieces, one per line.
        package fileprivate(set) var refusedBytes: [UInt8] = []
        package let form: RecordForm
        /// True if the text breaks off, so that more is likely to follow.
        package let isCutShort: Bool
        /// The number of bytes up to the end of the last complete record.
        package let completeBytes: Int
    }

    /// Reads the text of a message. `fallback` gives the id of the n-th record if it has none.
    ///
    /// `firstLine` is the line of the message at which the text begins.
    package static func read(
        _ bytes: [UInt8], origin: String, arrivedAt: Instant, recordBytesMax: Int,
        firstLine: Int = 1, fallback: (_ number: Int?) -> Record.ID? = { _ in nil }
    ) -> Reading {
        let text = RecordText(bytes, recordBytesMax: recordBytesMax)
        var reading = Reading(
            form: text.form, isCutShort: text.isCutShort, completeBytes: text.completeBytes)
        var counter = PlaceCounter()
        let mayHoldNull = bytes.containsEscapedNull
        for (index, piece) in text.pieces.enumerated() {
            let number = text.form == .object ? nil : index + 1
            let line = piece.line + firstLine - 1
            let place = number.map { text.form == .lines ? ":\(line)" : "#\($0)" } ?? ""
            let json: JSON
            switch piece.result {
            case .failure(let fault):
                reading.refuse(
                    piece, of: bytes,
                    [cause(of: fault, in: piece, of: bytes, text.form, before: firstLine - 1)])
                continue
            case .success(let value): json = value
            }
            var faults = mayHoldNull ? nulls(in: json) : []
            do throws(RecordErrors) {
                let record = try Record.read(
                    json, arrivedAt: arrivedAt, origin: origin + place, fallback: fallback(number))
                if faults.isEmpty { reading.records.append(record) }
            } catch {
                faults += error.list
            }
            if faults.isEmpty { continue }
            // In an array, a piece starts in the middle of the text, and line numbers continue.
            let start =
                text.form == .array
                ? counter.place(of: piece.range.lowerBound, in: bytes)
                : TextPlace(line: line, column: 1)
            let own = Array(bytes[piece.range])
            reading.refuse(piece, of: bytes, causes(of: faults, json, own, from: start))
        }
        return reading
    }

    private static func cause(
        of fault: JSONError, in piece: RecordText.Piece, of bytes: [UInt8], _ form: RecordForm,
        before lines: Int
    ) -> Rejection.Cause {
        let text = form == .lines ? Array(bytes[piece.range]) : bytes
        let place = fault.place(in: text)
        return Rejection.Cause(
            line: place.line + piece.line - 1 + lines, column: place.column,
            fault.mistake(in: text).map { .mistake($0.kind) } ?? .syntax(fault.reason))
    }

    private static func causes(
        of faults: [RecordError], _ json: JSON, _ text: [UInt8], from start: TextPlace
    ) -> [Rejection.Cause] {
        let positions = JSONPositions(of: json, in: text)
        return faults.map { fault in
            let place = positions.value(at: JSONPointer(fault.pointer) ?? JSONPointer())
            return Rejection.Cause(
                line: place.line + start.line - 1,
                column: place.column + (place.line == 1 ? start.column - 1 : 0),
                pointer: fault.pointer, .member(fault.found, fault.accepted))
        }
    }

    /// Returns a fault for each U+0000 character, which some stores cannot keep.
    private static func nulls(in json: JSON) -> [RecordError] {
        json.nulls.map {
            RecordError(
                pointer: "\($0)", found: .nullCharacter, accepted: .noNullCharacter)
        }
    }
}

extension RecordReader.Reading {
    fileprivate mutating func refuse(
        _ piece: RecordText.Piece, of bytes: [UInt8], _ found: [Rejection.Cause]
    ) {
        causes += found
        switch (form, piece.result) {
        case (.array, .success(let json)): refusedBytes += json.bytes(.compact)
        default: refusedBytes += bytes[piece.range]
        }
        refusedBytes.append(UInt8(ascii: "\n"))
    }
}

extension [UInt8] {
    /// True if the text contains the escape `\u0000`, possibly after another backslash.
    fileprivate var containsEscapedNull: Bool {
        let digits = Array("u0000".utf8)
        return withUnsafeBytes { text in
            var rest = text[...]
            while let start = rest.place(of: UInt8(ascii: "\\")) {
                rest = rest[(start + 1)...]
                if rest.starts(with: digits) { return true }
            }
            return false
        }
    }
}

extension Slice<UnsafeRawBufferPointer> {
    /// Returns the index of the first byte with a value, using the fast system function.
    fileprivate func place(of byte: UInt8) -> Int? {
        guard let start = base.baseAddress, !isEmpty,
            let found = memchr(start + startIndex, Int32(byte), count)
        else { return nil }
        return UnsafeRawPointer(found) - start
    }
}

/// A counter of lines and columns for ascending offsets, in one pass over the text.
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
