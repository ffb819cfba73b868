import Cases
import JSON
import Rules

/// One file of a template folder, with its own errors.
struct TemplateFile {
    let document: RuleDocument
    /// The path of the file's folder, relative to the rules.
    let folder: String
    /// The file's name without folder and ending.
    let stem: String
    /// The purpose of the template; nil for a partial or a name without meaning.
    let name: TemplateName?
    let tags: TemplateTags
    /// The errors that make the file unusable; empty if it is usable.
    private(set) var faults: [Diagnostic] = []
    /// The warnings for somebody to check.
    private(set) var doubts: [Diagnostic] = []

    /// The prefix of the names of partials.
    static let partialMark = "_"

    init(_ document: RuleDocument, limits: TypesettingLimits) {
        self.document = document
        var parts = document.name.split(separator: "/").map(String.init)
        stem = String((parts.popLast() ?? "").dropLast(".mustache".count))
        folder = parts.joined(separator: "/")
        let isPartial = stem.hasPrefix(Self.partialMark)
        let isLarge = document.bytes.count > limits.fileBytesMax
        let braces = document.bytes.count { $0 == UInt8(ascii: "{") }
        tags = TemplateTags(of: isLarge ? [] : document.bytes)
        var diagnostic: DraftDiagnostic?
        do throws(DraftDiagnostic) {
            name = isPartial ? nil : try TemplateName(reading: stem)
        } catch {
            name = nil
            diagnostic = error
        }
        if parts.last != "templates" {
            note(
                0, "template.place", "a template outside of a folder \"templates\"",
                accepted: "accepted are templates/*.mustache below the rules or in a pack")
        }
        if let diagnostic { doubts.append(located(0, diagnostic)) }
        if isLarge {
            fault(0, "template.size", "more than \(limits.fileBytesMax / 1_024) kB in one file")
        }
        if braces > limits.bracesMax {
            fault(0, "template.size", "more than \(limits.bracesMax) opening braces in one file")
        }
        if String(validating: document.bytes, as: UTF8.self) == nil {
            fault(0, "template.syntax", "a text that is not UTF-8")
        }
        for found in tags.faults { fault(found.offset, "template.syntax", found.what) }
        if name?.part == .html { refuseRaw() }
        for (offset, diagnostic) in NameCheck(tags.tags, isPartial: isPartial).diagnostics {
            doubts.append(located(offset, diagnostic))
        }
    }

    var text: String { String(decoding: document.bytes, as: UTF8.self) }
    var partials: [TemplateTags.Tag] { tags.tags.filter { $0.kind == .partial } }
    var isUsable: Bool { faults.isEmpty }

    /// The first unescaped value; HTML templates must not have any.
    var firstRaw: TemplateTags.Tag? { tags.tags.first { $0.kind == .rawValue } }

    /// Reports an unescaped value in HTML: text from a record could pass for part of the page.
    private mutating func refuseRaw() {
        guard let raw = firstRaw else { return }
        fault(
            raw.offset, "template.raw", "{{{\(raw.written)}}}, which is not escaped, in HTML",
            accepted: "write {{\(raw.written)}}")
    }

    mutating func fault(
        _ offset: Int, _ code: String, _ found: String, accepted: String? = nil,
        nearest: String? = nil
    ) {
        let diagnostic = DraftDiagnostic(
            code, at: JSONPointer(), found, accepted: accepted, nearest: nearest,
            severity: .warning)
        faults.append(located(offset, diagnostic))
    }

    private mutating func note(
        _ offset: Int, _ code: String, _ found: String, accepted: String
    ) {
        let diagnostic = DraftDiagnostic(
            code, at: JSONPointer(), found, accepted: accepted, severity: .warning)
        doubts.append(located(offset, diagnostic))
    }

    private func located(_ offset: Int, _ diagnostic: DraftDiagnostic) -> Diagnostic {
        Diagnostic(
            path: document.path, place: TextPlace(offset: offset, in: document.bytes),
            diagnostic: diagnostic)
    }
}

/// The templates of one folder, which include one another.
struct TemplateFolder {
    private(set) var files: [String: TemplateFile] = [:]
    private let limits: TypesettingLimits

    init(_ files: [TemplateFile], limits: TypesettingLimits) {
        self.limits = limits
        for file in files where self.files[file.stem] == nil { self.files[file.stem] = file }
        for stem in self.files.keys.sorted() { check(stem) }
    }

    /// Returns a template with all partials it includes, directly or not; missing ones are left
    /// out.
    func reach(of stem: String) -> [TemplateFile] {
        var reached: [String] = []
        var open = [stem]
        while let next = open.popLast() {
            guard !reached.contains(next), let file = files[next] else { continue }
            reached.append(next)
            open += file.partials.map(\.name)
        }
        return reached.compactMap { files[$0] }
    }

    /// Returns the size of a template in bytes, counting each inclusion of a partial; nil if
    /// inclusions are circular or too deep.
    func size(of stem: String) -> Int? {
        var known: [String: Int] = [:]
        return size(of: stem, below: [], known: &known)
    }

    private func size(of stem: String, below: [String], known: inout [String: Int]) -> Int? {
        if let size = known[stem] { return size }
        guard let file = files[stem] else { return 0 }
        guard !below.contains(stem), below.count <= limits.partialDepthMax else { return nil }
        var size = file.document.bytes.count
        for partial in file.partials {
            guard let more = self.size(of: partial.name, below: below + [stem], known: &known)
            else { return nil }
            // Capped just above the limit, so that repeated doubling cannot overflow.
            size = min(size + more, limits.templateBytesMax * 2)
        }
        known[stem] = size
        return size
    }

    private mutating func check(_ stem: String) {
        guard var file = files[stem] else { return }
        let names = files.keys.filter { $0.hasPrefix(TemplateFile.partialMark) }.sorted()
        for tag in file.partials where files[tag.name] == nil {
            file.fault(
                tag.offset, "template.partial", "no file \"\(tag.name).mustache\" beside this one",
                accepted: names.isEmpty ? nil : "accepted are " + names.joined(separator: " "),
                nearest: nearestName(to: tag.name, among: names))
        }
        let place = file.partials.first?.offset ?? 0
        if let size = self.size(of: stem) {
            if size > limits.templateBytesMax {
                let most = limits.templateBytesMax / 1_024
                file.fault(
                    place, "template.size", "includes more than \(most) kB")
            }
        } else {
            file.fault(
                place, "template.circle",
                "includes itself, or nests more than \(limits.partialDepthMax) files deep")
        }
        files[stem] = file
    }
}
