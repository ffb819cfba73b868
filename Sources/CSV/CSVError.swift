package import JSON

/// A mistake in a CSV text, with its place.
package struct CSVError: Error, Hashable, Sendable {
    /// The kind of mistake with the text that shows it.
    package enum Kind: Hashable, Sendable {
        case emptyText
        /// The text is not UTF-8.
        case encoding(JSONMistake.Encoding)
        /// The file is no text of a table, such as a spreadsheet that was only renamed.
        case form(JSONMistake.Form)
        /// A field that begins with a quotation mark and does not end with one.
        case unclosedQuote
        /// A character between a closing quotation mark and the end of the field.
        case textAfterQuote(Character)
        /// A row with more fields than there are columns.
        case fields(Int, columns: Int)
        /// A column without a name, counted from 1.
        case unnamedColumn(Int)
        case columnTwice(String)
        case columns(max: Int)
    }

    package let kind: Kind
    package let place: TextPlace

    package init(_ kind: Kind, at place: TextPlace) {
        self.kind = kind
        self.place = place
    }
}

extension CSVError: CustomStringConvertible {
    /// The mistake and its remedy, without the place.
    package var description: String {
        switch kind {
        case .emptyText: "the table is empty: its first line names the columns"
        case .encoding(let encoding):
            "the text is encoded in \(encoding.rawValue): save it as \"CSV UTF-8\", or convert it "
                + "with iconv -f \(encoding.converterName) -t UTF-8"
        case .form(let form): "the file is \(form.rawValue), not CSV: export it as \"CSV UTF-8\""
        case .unclosedQuote:
            "the field begins with \" and is not closed: close it, and write a \" inside as \"\""
        case .textAfterQuote(let character):
            "\"\(character)\" follows the \" that closes the field: write a \" inside a field as "
                + "\"\""
        case .fields(let count, let columns):
            "\(count) fields in a table of \(columns) columns: put a field with a separator in it "
                + "in quotation marks"
        case .unnamedColumn(let number): "column \(number) has no name in the first line"
        case .columnTwice(let name): "the column \"\(name.prefix(80))\" a second time"
        case .columns(let max): "more than \(max) columns"
        }
    }
}
