import Rules

/// The words for the statements of people, for lists.
extension ViewPhrases {
    var closed: String { pick("已办结：", "closed:") }
    var reopenedBy: String { pick("恢复跟踪：", "reopened:") }
    var waiver: String { pick("免报：", "waived:") }
    var extended: String { pick("延期：", "extended:") }
    var instruction: String { pick("批示：", "instruction:") }
    var sighting: String { pick("外部线索：", "known elsewhere:") }
    var merge: String { pick("并案：", "merged:") }
}
