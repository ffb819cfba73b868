import JSON

/// A mistake in a table beside the rules, with its place.
struct RuleTableMistake {
    let place: TextPlace
    let diagnostic: DraftDiagnostic
}
