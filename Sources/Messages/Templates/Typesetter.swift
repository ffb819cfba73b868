import Cases
import JSON
import Mustache
package import Rules

/// The renderer that replaces built-in texts with custom templates.
///
/// If a template fails or costs too much, the built-in text, which cannot fail, stays, and the
/// error is reported.
package struct Typesetter: Sendable {
    /// A message ready to send, with one line per failed template; a failing template always gives
    /// the same line.
    package struct Outcome: Sendable {
        package let message: Message
        package let faults: [String]
        /// The paths of the templates used.
        package let used: [String]
    }

    /// The errors and doubts about the templates, as warnings.
    package let diagnostics: [Diagnostic]
    private let templates: [TemplateName: Compiled]
    private let limits: TypesettingLimits
    private let stopwatch: @Sendable () -> Duration

    /// A usable template, or the reason it is unusable.
    private enum Compiled: Sendable {
        case usable(path: String, MustacheTemplate, MustacheLibrary, size: Int)
        case broken(String)
    }

    /// Compiles templates; of two with the same name, the first counts.
    ///
    /// `stopwatch` reads monotonic time.
    package init(
        _ documents: [RuleDocument], limits: TypesettingLimits = TypesettingLimits(),
        stopwatch: @escaping @Sendable () -> Duration
    ) {
        self.limits = limits
        self.stopwatch = stopwatch
        precondition(PartStyle.areKnown, "the library knows how our parts are escaped")
        let files = documents.map { TemplateFile($0, limits: limits) }
        let folders = Dictionary(grouping: files, by: \.folder).mapValues {
            TemplateFolder($0, limits: limits)
        }
        var templates: [TemplateName: Compiled] = [:]
        var diagnostics: [Diagnostic] = []
        for file in files {
            guard let folder = folders[file.folder], let whole = folder.files[file.stem] else {
                continue
            }
            var faults = whole.faults
            if let name = file.name, templates[name] == nil {
                let compiled = Self.compile(whole, as: name, in: folder, &faults)
                templates[name] = compiled
            }
            diagnostics += faults + whole.doubts
        }
        self.templates = templates
        self.diagnostics = Set(diagnostics).sorted { left, right in
            (left.path, left.place, left.description)
                < (right.path, right.place, right.description)
        }
    }

    /// Renders the templates for a message and replaces its built-in texts.
    ///
    /// All parts together may take the time that the limits allow for one; once `isOver` is true,
    /// the remaining parts keep their built-in text.
    package func set(
        _ message: Message, isOver: @escaping @Sendable () -> Bool = { false }
    ) -> Outcome {
        var set = message
        let startedAt = stopwatch()
        var faults: [String] = []
        var used: [String] = []
        for part in Message.Part.allCases {
            let names = TemplateName.candidates(for: message, part)
            guard let template = names.lazy.compactMap({ templates[$0] }).first else { continue }
            if isOver() || stopwatch() - startedAt > limits.timeMax { break }
            let clock = PartClock(stopwatch: stopwatch, startedAt: startedAt, isOver: isOver)
            switch text(of: template, part, for: message, clock) {
            case .success(let text):
                set[part] = text
                if case .usable(let path, _, _, _) = template { used.append(path) }
            case .failure(let fault): faults.append(fault.description)
            }
        }
        return Outcome(message: set, faults: faults, used: used)
    }

    private struct Failure: Error {
        let description: String
    }

    private func text(
        of template: Compiled, _ part: Message.Part, for message: Message, _ clock: PartClock
    ) -> Result<String, Failure> {
        guard case .usable(let path, let tree, let library, let size) = template else {
            if case .broken(let why) = template { return .failure(Failure(description: why)) }
            return .failure(Failure(description: ""))
        }
        func failure(_ why: String) -> Result<String, Failure> {
            .failure(Failure(description: "\(path): \(why)"))
        }
        let budget = Budget(limits, size: size, clock: clock)
        let model = message.model
        let value = ModelValue(object: model, names: MessageModel.names, budget: budget)
        let raw = tree.render(value, library: library)
        guard budget.allows(raw) else { return failure(budget.spent ?? "costs too much") }
        let text = part.tidied(raw)
        guard !text.isEmpty else { return failure("gives an empty text") }
        guard let mark = model["mark"]?.string else { return .success(text) }
        guard let marked = part.marked(text, mark) else {
            return failure("does not show {{mark}}, required for drills and tests")
        }
        return .success(marked)
    }
}

extension Typesetter {
    /// Compiles a template and its partials with the library, adding any errors to `faults`.
    private static func compile(
        _ file: TemplateFile, as name: TemplateName, in folder: TemplateFolder,
        _ faults: inout [Diagnostic]
    ) -> Compiled {
        let style = PartStyle(name.part)
        let reach = folder.reach(of: file.stem)
        if let broken = reach.first(where: { !$0.isUsable })?.faults.first {
            return .broken(broken.description)
        }
        if style == .html, let raw = reach.dropFirst().first(where: { $0.firstRaw != nil }) {
            let diagnostic = DraftDiagnostic(
                "template.raw", at: JSONPointer(),
                "includes \(raw.stem), which has a value that is not escaped, in HTML",
                severity: .warning)
            let fault = Diagnostic(
                path: file.document.path, place: TextPlace(line: 1, column: 1),
                diagnostic: diagnostic)
            faults.append(fault)
            return .broken(fault.description)
        }
        var library = MustacheLibrary()
        var tree: MustacheTemplate?
        for part in reach {
            do {
                let template = try MustacheTemplate(string: style.pragma + part.text)
                if part.stem == file.stem { tree = template }
                library.register(template, named: part.stem)
            } catch {
                let fault = diagnostic(error, in: part)
                faults.append(fault)
                return .broken(fault.description)
            }
        }
        guard let tree else { return .broken(file.document.path) }
        let size = folder.size(of: file.stem) ?? 0
        return .usable(path: file.document.path, tree, library, size: size)
    }

    private static func diagnostic(_ error: any Error, in file: TemplateFile) -> Diagnostic {
        let found = error as? MustacheTemplate.ParserError
        // The pragma precedes the file's first line.
        let line = max(1, (found?.context.lineNumber ?? 2) - 1)
        let diagnostic = DraftDiagnostic(
            "template.syntax", at: JSONPointer(),
            "a tag that cannot be read: \(found.map { "\($0.error)" } ?? "\(error)")",
            severity: .warning)
        return Diagnostic(
            path: file.document.path,
            place: TextPlace(line: line, column: max(1, found?.context.columnNumber ?? 1)),
            diagnostic: diagnostic)
    }
}
