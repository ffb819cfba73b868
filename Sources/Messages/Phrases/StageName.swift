/// The usual Chinese words for the stages of reports.
enum StageName {
    /// Returns the usual word for a stage; other stages are named as in the rules.
    static func chinese(_ stage: String) -> String { words[stage] ?? stage }

    private static let words = [
        "initial": "初报", "intermediate": "中期报告", "progress": "续报", "update": "续报",
        "final": "终报", "early-warning": "预警通报", "written": "书面报告", "verbal": "口头报告",
    ]
}
