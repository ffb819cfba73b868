package import JSON

/// One row of a CSV text.
package struct CSVRow: Hashable, Sendable {
    /// The fields as written; a row may have fewer than the table has columns.
    package let fields: [CSVField]

    package init(fields: [CSVField]) {
        self.fields = fields
    }

    /// The place at which the row begins.
    package var place: TextPlace { fields.first?.place ?? TextPlace(line: 1, column: 1) }

    /// Returns the field of a column, counted from 0; nil if the row ends before it or the field is
    /// empty.
    package func field(_ column: Int) -> CSVField? {
        guard fields.indices.contains(column), !fields[column].text.isEmpty else { return nil }
        return fields[column]
    }
}
