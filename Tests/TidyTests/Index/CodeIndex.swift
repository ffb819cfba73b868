/// The symbols of some files, with the places of their definitions and mentions.
struct CodeIndex: Sendable {
    struct Symbol: Sendable {
        /// The unique name given by the compiler.
        let usr: String
        /// The name in the source; functions with their labels: `read(_:at:)`.
        let name: String
        let kind: Kind
        let isAccessor: Bool
        let isGenericParameter: Bool
    }

    struct Occurrence: Sendable {
        let symbol: Int
        let roles: Roles
        let line: Int
        let column: Int
        let relations: [Relation]
    }

    struct Relation: Sendable {
        let symbol: Int
        let roles: Roles
    }

    struct File: Sendable {
        /// The path from the top of the package: `Sources/Cases/Case.swift`.
        let path: String
        let occurrences: [Occurrence]

        var folder: String { String(path.split(separator: "/")[0]) }
        var module: String { CodeIndex.module(of: path) }
        var name: String { String(path.split(separator: "/").last ?? "") }
        var isTest: Bool { folder == "Tests" }
    }

    /// The kinds of `indexstore_symbol_kind_t` that Swift uses.
    enum Kind: UInt32, Sendable {
        case other = 0
        case module = 1
        case `enum` = 5
        case `struct` = 6
        case `class` = 7
        case `protocol` = 8
        case `extension` = 9
        case alias = 11
        case function = 12
        case variable = 13
        case enumCase = 15
        case method = 16
        case classMethod = 17
        case staticMethod = 18
        case property = 19
        case classProperty = 20
        case staticProperty = 21
        case initializer = 22
        case deinitializer = 23
        case parameter = 25

        var isType: Bool { [.enum, .struct, .class, .protocol, .alias].contains(self) }

        /// True for a symbol that is declared to be used by its name.
        var isDeclaration: Bool {
            isType || hasBody && self != .deinitializer || self == .enumCase
        }

        var isFunction: Bool {
            [.function, .method, .classMethod, .staticMethod, .initializer, .deinitializer]
                .contains(self)
        }

        /// True for a symbol that may have a body of statements.
        var hasBody: Bool {
            isFunction || [.property, .classProperty, .staticProperty, .variable].contains(self)
        }
    }

    /// The bits of `indexstore_symbol_role_t`.
    struct Roles: OptionSet, Sendable {
        let rawValue: UInt64

        static let declaration = Roles(rawValue: 1 << 0)
        static let definition = Roles(rawValue: 1 << 1)
        static let reference = Roles(rawValue: 1 << 2)
        static let implicit = Roles(rawValue: 1 << 8)
        static let childOf = Roles(rawValue: 1 << 9)
        static let baseOf = Roles(rawValue: 1 << 10)
        static let overrideOf = Roles(rawValue: 1 << 11)
        static let calledBy = Roles(rawValue: 1 << 13)
        static let extendedBy = Roles(rawValue: 1 << 14)
        static let accessorOf = Roles(rawValue: 1 << 15)
        static let containedBy = Roles(rawValue: 1 << 16)
    }

    let symbols: [Symbol]
    let files: [File]
    /// The file in which each symbol of the sources and tests is defined, by its number.
    let homes: [Int: String]
    /// The symbol each symbol is a member or an accessor of, by number; an extension's parent is
    /// its type.
    let parents: [Int: Int]

    init(symbols: [Symbol], files: [File]) {
        self.symbols = symbols
        self.files = files
        var homes: [Int: String] = [:]
        var parents: [Int: Int] = [:]
        for file in files {
            for occurrence in file.occurrences {
                let isDefined = occurrence.roles.contains(.definition)
                if isDefined { homes[occurrence.symbol] = file.path }
                for relation in occurrence.relations {
                    if isDefined, relation.roles.intersection([.childOf, .accessorOf]) != [] {
                        parents[occurrence.symbol] = relation.symbol
                    } else if relation.roles.contains(.extendedBy) {
                        parents[relation.symbol] = occurrence.symbol
                    }
                }
            }
        }
        self.homes = homes
        self.parents = parents
    }

    /// Returns the name of a symbol with the names of its owners: `Case.Subject.id`.
    func qualifiedName(of symbol: Int) -> String {
        var names = [symbols[symbol].name]
        var next = parents[symbol]
        while let parent = next {
            if symbols[parent].kind != .extension { names.append(symbols[parent].name) }
            next = parents[parent]
        }
        return names.reversed().joined(separator: ".")
    }

    /// Returns the type a symbol is a member of; nil if there is none.
    func owner(of symbol: Int) -> Int? {
        var next = parents[symbol]
        while let parent = next, symbols[parent].kind == .extension { next = parents[parent] }
        return next
    }

    /// Returns the name of the target that contains a path.
    static func module(of path: String) -> String {
        String(path.split(separator: "/")[1])
    }
}
