/// The words for typed facts, in one language; chosen by the caller that writes for a reader.
package protocol FaultWording: Sendable {
    func text(_ detail: FaultDetail) -> String
    func text(_ question: OpenQuestion) -> String
}
