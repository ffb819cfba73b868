import Foundation
import TestSupport

/// The functions of the toolchain's `libIndexStore`, as declared in `indexstore/indexstore.h`.
struct IndexLibrary: @unchecked Sendable {
    typealias Handle = UnsafeMutableRawPointer
    /// A pointer and a length, the layout of `indexstore_string_ref_t`.
    typealias Text = iovec
    typealias Visitor = @convention(c) (Handle?, Handle?) -> Bool
    typealias TextVisitor = @convention(c) (Handle?, Text) -> Bool

    let openStore: @convention(c) (UnsafePointer<CChar>, Handle?) -> Handle?
    let eachUnit: @convention(c) (Handle, UInt32, Handle?, TextVisitor) -> Bool
    let unitTime:
        @convention(c) (
            Handle, UnsafePointer<CChar>, UnsafeMutablePointer<Int64>, UnsafeMutablePointer<Int64>,
            Handle?
        ) -> Bool
    let openUnit: @convention(c) (Handle, UnsafePointer<CChar>, Handle?) -> Handle?
    let closeUnit: @convention(c) (Handle) -> Void
    let isSystem: @convention(c) (Handle) -> Bool
    let mainFile: @convention(c) (Handle) -> Text
    let moduleName: @convention(c) (Handle) -> Text
    let workingFolder: @convention(c) (Handle) -> Text
    let eachDependency: @convention(c) (Handle, Handle?, Visitor) -> Bool
    let dependencyKind: @convention(c) (Handle) -> UInt32
    let dependencyName: @convention(c) (Handle) -> Text
    let dependencyPath: @convention(c) (Handle) -> Text
    let openRecord: @convention(c) (Handle, UnsafePointer<CChar>, Handle?) -> Handle?
    let closeRecord: @convention(c) (Handle) -> Void
    let eachOccurrence: @convention(c) (Handle, Handle?, Visitor) -> Bool
    let occurrenceSymbol: @convention(c) (Handle) -> Handle?
    let occurrenceRoles: @convention(c) (Handle) -> UInt64
    let occurrencePlace:
        @convention(c) (Handle, UnsafeMutablePointer<UInt32>, UnsafeMutablePointer<UInt32>) -> Void
    let eachRelation: @convention(c) (Handle, Handle?, Visitor) -> Bool
    let relationSymbol: @convention(c) (Handle) -> Handle?
    let relationRoles: @convention(c) (Handle) -> UInt64
    let symbolName: @convention(c) (Handle) -> Text
    let symbolUSR: @convention(c) (Handle) -> Text
    let symbolKind: @convention(c) (Handle) -> UInt32
    let symbolSubkind: @convention(c) (Handle) -> UInt32

    init(path: String) throws {
        guard let library = dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
            throw TestFailure("the toolchain's index library does not load: \(path)")
        }
        func function<F>(_ name: String) throws -> F {
            guard let address = dlsym(library, "indexstore_" + name) else {
                throw TestFailure("\(path) has no function indexstore_\(name)")
            }
            return unsafeBitCast(address, to: F.self)
        }
        openStore = try function("store_create")
        eachUnit = try function("store_units_apply_f")
        unitTime = try function("store_get_unit_modification_time")
        openUnit = try function("unit_reader_create")
        closeUnit = try function("unit_reader_dispose")
        isSystem = try function("unit_reader_is_system_unit")
        mainFile = try function("unit_reader_get_main_file")
        moduleName = try function("unit_reader_get_module_name")
        workingFolder = try function("unit_reader_get_working_dir")
        eachDependency = try function("unit_reader_dependencies_apply_f")
        dependencyKind = try function("unit_dependency_get_kind")
        dependencyName = try function("unit_dependency_get_name")
        dependencyPath = try function("unit_dependency_get_filepath")
        openRecord = try function("record_reader_create")
        closeRecord = try function("record_reader_dispose")
        eachOccurrence = try function("record_reader_occurrences_apply_f")
        occurrenceSymbol = try function("occurrence_get_symbol")
        occurrenceRoles = try function("occurrence_get_roles")
        occurrencePlace = try function("occurrence_get_line_col")
        eachRelation = try function("occurrence_relations_apply_f")
        relationSymbol = try function("symbol_relation_get_symbol")
        relationRoles = try function("symbol_relation_get_roles")
        symbolName = try function("symbol_get_name")
        symbolUSR = try function("symbol_get_usr")
        symbolKind = try function("symbol_get_kind")
        symbolSubkind = try function("symbol_get_subkind")
    }

    /// Calls a function with each item passed by one of the `each…` functions.
    func visit(
        _ each: @convention(c) (Handle, Handle?, Visitor) -> Bool, of owner: Handle,
        _ body: (Handle) -> Void
    ) {
        withoutActuallyEscaping(body) { body in
            let box = Box(body)
            withExtendedLifetime(box) {
                _ = each(owner, Unmanaged.passUnretained(box).toOpaque()) { context, item in
                    guard let context, let item else { return true }
                    Unmanaged<Box<Handle>>.fromOpaque(context).takeUnretainedValue().body(item)
                    return true
                }
            }
        }
    }

    /// Returns the names of all units of a store.
    func units(of store: Handle) -> [String] {
        var names: [String] = []
        withoutActuallyEscaping({ (name: Text) in names.append(Self.string(name)) }) { body in
            let box = Box(body)
            withExtendedLifetime(box) {
                _ = eachUnit(store, 1, Unmanaged.passUnretained(box).toOpaque()) { context, name in
                    guard let context else { return true }
                    Unmanaged<Box<Text>>.fromOpaque(context).takeUnretainedValue().body(name)
                    return true
                }
            }
        }
        return names
    }

    static func string(_ text: Text) -> String {
        String(
            decoding: UnsafeRawBufferPointer(start: text.iov_base, count: text.iov_len),
            as: UTF8.self)
    }

    /// A closure passed through C code as a pointer.
    private final class Box<Item> {
        let body: (Item) -> Void

        init(_ body: @escaping (Item) -> Void) {
            self.body = body
        }
    }
}
