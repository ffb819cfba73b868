import Rules
import Testing

@Suite struct ShareTests {
    @Test(arguments: [
        ("0%", 0), ("75%", 7_500), ("87.5%", 8_750), ("33.33%", 3_333), ("0.05%", 5),
        ("100%", 10_000), ("1000%", 100_000), ("1000.00%", 100_000),
    ])
    func `a share has at most two places`(text: String, points: Int) throws {
        let share = try #require(EscalationStep.Share(text))
        #expect(share.basisPoints == points)
        #expect(EscalationStep.Share("\(share)") == share)
        #expect(share.isWhole == (points == 10_000))
    }

    @Test(arguments: [
        "", "%", "75", "75 %", "-75%", "+75%", ".5%", "5.%", "1.234%", "1000.01%", "1001%", "7٥%",
        "1e2%", "75%%",
    ])
    func `anything else is no share`(text: String) {
        #expect(EscalationStep.Share(text) == nil)
    }

    @Test func `a share of a time is exact to the millisecond`() throws {
        let share = try #require(EscalationStep.Share("33.33%"))
        #expect(share.of(.seconds(3_600)) == .milliseconds(1_199_880))
        #expect(share.of(.milliseconds(10)) == .milliseconds(3))
        // A hundred years are not too long.
        let century = Duration.seconds(3_153_600_000)
        #expect(try #require(EscalationStep.Share("1000%")).of(century) == century * 10)
    }
}
