import JSON
import TestSupport
import Testing

/// Four incidents under all packs at once: what opens is exactly what the law asks for.
@Suite struct RegimeStoryTests {
    /// Returns each obligation that opens with its deadline, or with what it waits for.
    private static func opened(_ arguments: [String]) async throws -> [String: String] {
        let office = try Office()
        let told = try await Program.run(
            ["deadlines", "--format", "json"] + arguments, in: office.folder.path)
        #expect(told.status == 0, "\(told.errors)")
        let json = try JSONReader.read(Array(told.output.utf8))
        let rows = (json["deadlines"]?.array ?? []).map { row in
            let due = row["dueAt"]?.string ?? "waits for \(row["waitsFor"]?.string ?? "")"
            return (row["obligation"]?.string ?? "", due)
        }
        return Dictionary(rows) { first, _ in first }
    }

    @Test func `a ransomware case at a bank of the Union opens DORA and GDPR, not NIS2`()
        async throws
    {
        let opened = try await Self.opened([
            "--kind", "ransomware", "--label", "ict=true", "--label", "personal-data=true",
            "--fact", "significant=true", "--fact", "jurisdiction=EU", "--fact",
            "entityKind=credit-institution", "--discovered", "2026-10-23T22:00:00+02:00", "--time",
            "classified=2026-10-24T01:30:00+02:00",
        ])
        #expect(
            opened == [
                // Classified on Saturday 24 October at 01:30: four hours are 05:30, before the 24
                // hours from awareness (22:00). A credit institution has no weekend relief.
                "eu-dora/initial@eu-dora.authority": "2026-10-24T05:30:00+02:00",
                // 72 hours after 05:30 summer time; the clocks go back on 25 October.
                "eu-dora/intermediate@eu-dora.authority": "2026-10-27T04:30:00+01:00",
                // A month after 27 October, a Friday.
                "eu-dora/final@eu-dora.authority": "2026-11-27T23:59:59+01:00",
                "eu-dora/updated-intermediate-house-target@eu-dora.authority":
                    "waits for recovered",
                // 72 hours after Friday 22:00 summer time are Monday 21:00.
                "eu-gdpr/authority@eu-gdpr.authority": "2026-10-26T21:00:00+01:00",
            ])
        // Before it is classified, DORA waits and nothing is overdue.
        let early = try await Self.opened([
            "--kind", "ransomware", "--label", "ict=true", "--fact", "jurisdiction=EU", "--fact",
            "entityKind=credit-institution", "--discovered", "2026-10-23T22:00:00+02:00",
        ])
        #expect(early["eu-dora/initial@eu-dora.authority"] == "waits for classified")
        // An entity that is no financial one reports under NIS2.
        let other = try await Self.opened([
            "--kind", "ransomware", "--label", "ict=true", "--fact", "significant=true", "--fact",
            "jurisdiction=EU", "--fact", "entityKind=hospital", "--discovered",
            "2026-10-23T22:00:00+02:00",
        ])
        #expect(
            other == [
                "eu-nis2/early-warning@eu-nis2.csirt": "2026-10-24T22:00:00+02:00",
                "eu-nis2/initial@eu-nis2.csirt": "2026-10-26T21:00:00+01:00",
                // A month after the notification of 26 October.
                "eu-nis2/final@eu-nis2.csirt": "2026-11-26T23:59:59+01:00",
            ])
    }

    @Test func `ransomware at a listed hospital of the United States opens Form 8-K and HIPAA`()
        async throws
    {
        let opened = try await Self.opened([
            "--kind", "ransomware", "--label", "ict=true", "--label", "personal-data=true",
            "--fact", "jurisdiction=US", "--fact", "entityKind=hospital", "--fact",
            "people=12000", "--fact", "stateResidents=9000", "--discovered",
            "2025-12-18T09:00:00-05:00", "--time", "determined=2025-12-19T12:00:00-05:00",
        ])
        #expect(
            opened == [
                // Determined on Friday 19 December 2025. EDGAR is closed on the 24th, 25th and
                // 26th: 22, 23, 29 and 30 December.
                "us-sec-8k/initial@us-sec-8k.edgar": "2025-12-30T17:30:00-05:00",
                // The 60th day after 18 December: 13 in December, 31 in January, 16 in February.
                "us-hipaa/individuals@us-hipaa.individuals": "2026-02-16T23:59:59-05:00",
                "us-hipaa/hhs@us-hipaa.hhs": "2026-02-16T23:59:59-05:00",
                "us-hipaa/media@us-hipaa.media": "2026-02-16T23:59:59-05:00",
            ])
    }

    @Test func `a chemical accident in a county goes up level by level, and to the province`()
        async throws
    {
        let opened = try await Self.opened([
            "--kind", "work-safety-accident", "--kind", "environmental-emergency", "--fact",
            "jurisdiction=CN", "--fact", "grade=较大", "--fact", "province=江西", "--fact",
            "sectorRegulator=false", "--occurred", "2026-05-12T08:00:00+08:00", "--discovered",
            "2026-05-12T08:10:00+08:00", "--time", "headInformed=2026-05-12T08:20:00+08:00",
        ])
        #expect(
            opened == [
                // One hour from 08:20, when the head of the unit heard; from 较大 on the province
                // as well.
                "cn-493/county@cn-493.county": "2026-05-12T09:20:00+08:00",
                "cn-order21/initial@cn-493.county": "2026-05-12T09:20:00+08:00",
                "cn-order21/initial-province@cn-493.province": "2026-05-12T09:20:00+08:00",
                // Two hours for each level, received at the last moment: 11:20, 13:20.
                "cn-493/city@cn-493.city": "2026-05-12T11:20:00+08:00",
                "cn-493/county-government@cn-493.county-government": "2026-05-12T11:20:00+08:00",
                "cn-493/province@cn-493.province": "2026-05-12T13:20:00+08:00",
                "cn-493/city-government@cn-493.city-government": "2026-05-12T13:20:00+08:00",
                // Once a day, by the end of the day after that of the receipt.
                "cn-order21/followup-daily@cn-493.city#1": "2026-05-13T23:59:59+08:00",
                // Jiangxi: two and three hours from the event.
                "cn-emergency-law.jiangxi/city@cn-emergency-law.city":
                    "2026-05-12T10:00:00+08:00",
                "cn-emergency-law.jiangxi/province@cn-emergency-law.province":
                    "2026-05-12T11:00:00+08:00",
                // Four hours from the discovery at 08:10.
                "cn-env/government@cn-env.government": "2026-05-12T12:10:00+08:00",
                "cn-env/superior@cn-env.superior": "2026-05-12T12:10:00+08:00",
                    // Shandong's direct line waits: nobody there was informed.
            ])
    }

    @Test func `a leak at a telecom of Korea opens the Network Act and the privacy act`()
        async throws
    {
        let opened = try await Self.opened([
            "--kind", "network-intrusion", "--label", "personal-data=true", "--fact",
            "jurisdiction=KR", "--fact", "people=250000", "--fact", "illegalAccess=true",
            "--discovered", "2026-11-13T18:00:00+09:00",
        ])
        #expect(
            opened == [
                // Friday 18:00: 24 hours to the ministry or KISA, Saturday 18:00.
                "kr-network/initial@kr-network.msit|kr-network.kisa": "2026-11-14T18:00:00+09:00",
                // 72 hours, through the weekend: Monday 18:00.
                "kr-pipa/individuals@kr-pipa.people": "2026-11-16T18:00:00+09:00",
                "kr-pipa/authority@kr-pipa.pipc|kr-pipa.kisa": "2026-11-16T18:00:00+09:00",
            ])
    }
}
