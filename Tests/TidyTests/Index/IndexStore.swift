import Foundation
import TestSupport

/// The index store of a build, filled by the compiler with each file compiled in debug mode.
struct IndexStore {
    let path: String
    private let functions: IndexLibrary
    private let store: IndexLibrary.Handle

    init(path: String, library: IndexLibrary) throws {
        guard FileManager.default.fileExists(atPath: path),
            let store = library.openStore(path, nil)
        else {
            throw TestFailure(
                """
                no index store at \(path): the checks of knots, dead declarations, long functions \
                and misfiled types read what a debug build writes there; build without \
                --disable-index-store, or index with --enable-index-store
                """)
        }
        self.path = path
        functions = library
        self.store = store
    }

    /// Reads the record of the newest unit of each existing file below `top`.
    func read(below top: String, folders: [String] = ["Sources", "Tests"]) -> CodeIndex {
        var reading = Reading(library: functions)
        for (path, unit) in newestUnits(below: top, folders).sorted(by: { $0.key < $1.key }) {
            guard let record = functions.openRecord(store, unit.record, nil) else { continue }
            defer { functions.closeRecord(record) }
            reading.read(record, of: path)
        }
        return CodeIndex(symbols: reading.symbols, files: reading.files)
    }

    private struct Unit {
        let record: String
        /// True if the unit belongs to the module whose folder contains the file.
        let isAtHome: Bool
        let seconds: Int64
        let nanoseconds: Int64

        func isBetter(than other: Unit) -> Bool {
            if isAtHome != other.isAtHome { return isAtHome }
            return (seconds, nanoseconds) > (other.seconds, other.nanoseconds)
        }
    }

    private func newestUnits(below top: String, _ folders: [String]) -> [String: Unit] {
        var newest: [String: Unit] = [:]
        for name in functions.units(of: store) {
            guard let (path, unit) = unit(name, below: top, folders) else { continue }
            if let other = newest[path], other.isBetter(than: unit) { continue }
            newest[path] = unit
        }
        return newest
    }

    private func unit(
        _ name: String, below top: String, _ folders: [String]
    ) -> (path: String, unit: Unit)? {
        guard let reader = functions.openUnit(store, name, nil) else { return nil }
        defer { functions.closeUnit(reader) }
        guard !functions.isSystem(reader) else { return nil }
        var file = IndexLibrary.string(functions.mainFile(reader))
        if !file.hasPrefix("/") {
            file = IndexLibrary.string(functions.workingFolder(reader)) + "/" + file
        }
        guard file.hasSuffix(".swift"), file.hasPrefix(top + "/") else { return nil }
        let path = String(file.dropFirst(top.count + 1))
        let parts = path.split(separator: "/")
        guard parts.count > 2, folders.contains(String(parts[0])),
            FileManager.default.fileExists(atPath: file),
            let record = record(of: file, in: reader)
        else { return nil }
        var (seconds, nanoseconds): (Int64, Int64) = (0, 0)
        _ = functions.unitTime(store, name, &seconds, &nanoseconds, nil)
        let module = IndexLibrary.string(functions.moduleName(reader))
        return (
            path,
            Unit(
                record: record, isAtHome: module == parts[1], seconds: seconds,
                nanoseconds: nanoseconds)
        )
    }

    private func record(of file: String, in reader: IndexLibrary.Handle) -> String? {
        var name: String?
        functions.visit(functions.eachDependency, of: reader) { dependency in
            guard functions.dependencyKind(dependency) == 2,
                IndexLibrary.string(functions.dependencyPath(dependency)) == file
            else { return }
            name = IndexLibrary.string(functions.dependencyName(dependency))
        }
        return name
    }
}

extension IndexStore {
    /// A collector of records that numbers each symbol once.
    private struct Reading {
        let functions: IndexLibrary
        var symbols: [CodeIndex.Symbol] = []
        var files: [CodeIndex.File] = []
        private var numbers: [String: Int] = [:]

        init(library: IndexLibrary) {
            functions = library
        }

        mutating func read(_ record: IndexLibrary.Handle, of path: String) {
            // Within one record, equal symbols have equal pointers.
            var known: [IndexLibrary.Handle: Int] = [:]
            var occurrences: [CodeIndex.Occurrence] = []
            functions.visit(functions.eachOccurrence, of: record) { handle in
                guard let symbol = functions.occurrenceSymbol(handle) else { return }
                var (line, column): (UInt32, UInt32) = (0, 0)
                functions.occurrencePlace(handle, &line, &column)
                var relations: [CodeIndex.Relation] = []
                functions.visit(functions.eachRelation, of: handle) { relation in
                    guard let related = functions.relationSymbol(relation) else { return }
                    let roles = CodeIndex.Roles(rawValue: functions.relationRoles(relation))
                    relations.append(.init(symbol: number(of: related, &known), roles: roles))
                }
                let roles = CodeIndex.Roles(rawValue: functions.occurrenceRoles(handle))
                occurrences.append(
                    .init(
                        symbol: number(of: symbol, &known), roles: roles, line: Int(line),
                        column: Int(column), relations: relations))
            }
            files.append(.init(path: path, occurrences: occurrences))
        }

        private mutating func number(
            of handle: IndexLibrary.Handle, _ known: inout [IndexLibrary.Handle: Int]
        ) -> Int {
            if let number = known[handle] { return number }
            let usr = IndexLibrary.string(functions.symbolUSR(handle))
            let number = numbers[usr] ?? symbols.count
            known[handle] = number
            guard number == symbols.count else { return number }
            numbers[usr] = number
            let subkind = functions.symbolSubkind(handle)
            symbols.append(
                .init(
                    usr: usr, name: IndexLibrary.string(functions.symbolName(handle)),
                    kind: CodeIndex.Kind(rawValue: functions.symbolKind(handle)) ?? .other,
                    isAccessor: [3, 4].contains(subkind) || (1000...1003).contains(subkind)
                        || subkind >= 1014,
                    isGenericParameter: [1012, 1013].contains(subkind)))
            return number
        }
    }
}
