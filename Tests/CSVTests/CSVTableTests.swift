import CSV
import JSON
import Testing

struct CSVTableTests {
    private func texts(_ text: String) throws -> [[String]] {
        let table = try CSVTable(Array(text.utf8))
        return [table.columns.map(\.text)] + table.rows.map { $0.fields.map(\.text) }
    }

    private func error(_ bytes: [UInt8]) -> CSVError? {
        do throws(CSVError) {
            _ = try CSVTable(bytes)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        "id,name\na,甲\nb,乙\n", "id;name\r\na;甲\r\nb;乙", "id\tname\ra\t甲\rb\t乙\r",
        "\u{FEFF}id,name\n\na,甲\n,\nb,乙\n\n", "sep=|\nid|name\na|甲\nb|乙\n",
        " id , name ,,\na,甲,,\nb,乙,,\n", "\"id\",\"name\"\n\"a\" ,\"甲\"\n\"b\",\"乙\"\n",
    ])
    func `A table is read whatever its separator, line ends and blank lines`(
        _ text: String
    ) throws {
        let table = try CSVTable(Array(text.utf8))
        #expect(table.columns.map(\.text) == ["id", "name"])
        #expect(table.rows.map { $0.field(0)?.text } == ["a", "b"])
        #expect(table.rows.map { $0.field(1)?.text } == ["甲", "乙"])
        #expect(table.faults.isEmpty)
    }

    @Test
    func `Quoted fields hold separators, line ends and quotation marks`() throws {
        let text = "id,text\r\n1,\"a, b\"\r\n2,\"one\r\ntwo \"\"three\"\"\"\r\n3,five \"six\"\r\n"
        #expect(
            try texts(text) == [
                ["id", "text"], ["1", "a, b"], ["2", "one\r\ntwo \"three\""],
                ["3", "five \"six\""],
            ])
    }

    @Test
    func `The separator is that of the first line, outside quotation marks`() throws {
        #expect(try texts("\"a,b,c\";d\n1;2,3\n") == [["a,b,c", "d"], ["1", "2,3"]])
    }

    @Test
    func `Each field knows its line and column, after quoted line ends too`() throws {
        let table = try CSVTable(Array("\u{FEFF}单位,id\n\"甲\n乙\",x\n丙,y\n".utf8))
        #expect(table.columns.map(\.place).last == TextPlace(line: 1, column: 4))
        #expect(table.rows[0].place == TextPlace(line: 2, column: 1))
        #expect(table.rows[0].field(1)?.place == TextPlace(line: 3, column: 4))
        #expect(table.rows[1].field(1)?.place == TextPlace(line: 4, column: 3))
    }

    @Test
    func `A short row ends early, and a long one is a fault of its own`() throws {
        let table = try CSVTable(Array("a,b\n1\n1,2,3\n4,5\n".utf8))
        #expect(table.rows.map { $0.field(1)?.text } == [nil, "5"])
        #expect(
            table.faults == [
                CSVError(.fields(3, columns: 2), at: TextPlace(line: 3, column: 5))
            ])
    }

    @Test(arguments: [
        ("", CSVError.Kind.emptyText, 1, 1),
        (" \n,,\n", .emptyText, 1, 1), (" ,id\n", .unnamedColumn(1), 1, 1),
        ("id,name\na,\"甲\nb,乙\n", .unclosedQuote, 2, 3),
        ("id,name\na,\"甲\"乙\n", .textAfterQuote("乙"), 2, 6),
        ("id,,name\n", .unnamedColumn(2), 1, 4), ("id,name, id\n", .columnTwice("id"), 1, 9),
        ("PK\u{3}\u{4}xl", .form(.archive), 1, 1),
    ])
    func `A mistake is named at its place`(
        _ text: String, _ kind: CSVError.Kind, _ line: Int, _ column: Int
    ) {
        #expect(
            error(Array(text.utf8)) == CSVError(kind, at: TextPlace(line: line, column: column)))
    }

    @Test
    func `A table in another encoding is named as such`() {
        let gbk = Array("id,name\na,".utf8) + [0xBC, 0xD7, 0xD2, 0xD2]
        #expect(error(gbk) == CSVError(.encoding(.gbk), at: TextPlace(line: 2, column: 3)))
        #expect(error([0xFF, 0xFE, 0x69, 0])?.kind == .encoding(.utf16))
        #expect(error([0xD0, 0xCF, 0x11, 0xE0, 0xA1])?.kind == .form(.oldOffice))
    }

    @Test
    func `A row of a hundred thousand fields is one fault`() throws {
        let long = String(repeating: ",x", count: 100_000)
        let table = try CSVTable(Array("a,b\n1\(long)\n".utf8))
        #expect(table.rows.isEmpty)
        #expect(table.faults.map(\.kind) == [.fields(100_001, columns: 2)])
        #expect(error(Array(long.dropFirst().utf8))?.kind == .columns(max: CSVTable.columnsMax))
    }
}
