import Queries
import Rules
import Testing

@Suite struct StepTimingTests {
    @Test func `a share and working time are told in both languages`() {
        let hours = EscalationStep.Hours(calendar: "cn", areCounted: true, areKept: false)
        let kept = EscalationStep.Hours(calendar: "cn", areCounted: false, areKept: true)
        let english = ViewPhrases(.english)
        #expect(
            english.timing(2, share: "75%", "05-12 18:00")
                == "step 2 runs when 75% of the time to the deadline 05-12 18:00 has passed")
        #expect(english.workingTime(hours) == ", in working time of cn")
        #expect(english.workingTime(kept) == ", only in working time of cn")
        let chinese = ViewPhrases(.chinese)
        #expect(chinese.timing(2, share: "75%", "05-12 18:00") == "第 2 步：至时限 05-12 18:00 全程的 75%")
        #expect(chinese.workingTime(hours) == "（按 cn 工作时间计）")
        #expect(chinese.workingTime(kept) == "（仅在 cn 工作时间内）")
    }
}
