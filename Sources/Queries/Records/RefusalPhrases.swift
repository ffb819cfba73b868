package import Calendars
package import Rules

/// The sentences by which the commands that record something refuse what was typed.
package struct RefusalPhrases: Sendable, Bilingual {
    package let language: Language

    package init(_ language: Language) {
        self.language = language
    }

    /// Returns what is wrong with a name, what is there, and the nearest.
    package func lines(_ problem: NameProblem) -> [String] {
        let nearest = problem.nearest.map { pick("；最接近的是 `\($0)`", "; nearest is `\($0)`") } ?? ""
        let first = pick(
            "没有\(noun(problem.subject)) `\(problem.name)`",
            "there is no \(noun(problem.subject)) `\(problem.name)`")
        guard !problem.known.isEmpty else { return [first + pick("；一个也没有", "; there is none")] }
        let width = problem.known.prefix(Self.knownMax).map { Columns.width($0.name) }.max() ?? 0
        let known = problem.known.prefix(Self.knownMax).map { known in
            guard let about = known.about else { return "  " + known.name }
            return "  \(Columns.padded(known.name, to: width))  \(about)"
        }
        let rest = problem.known.count - known.count
        let more = rest > 0 ? [pick("  …… 另有 \(rest) 个", "  … and \(rest) more")] : []
        return [first + nearest + pick("；现有：", "; there are:")] + known + more
    }

    /// The number of known names that are listed.
    private static let knownMax = 20

    private func noun(_ subject: NameProblem.Subject) -> String {
        switch subject {
        case .incident: pick("事件", "incident")
        case .unit: pick("单位", "unit")
        case .obligation: pick("应报事项", "obligation")
        case .stage: pick("环节", "stage")
        case .instruction: pick("批示", "instruction")
        case .report: pick("报告", "report")
        case .fault: pick("这样的问题", "fault")
        case .bulletin: pick("定期报告", "bulletin")
        case .form: pick("报送形式", "form")
        }
    }

    package var anyway: String {
        pick(
            "没有提交。确要这样登记的，加 `--anyway`。",
            "Nothing was handed in. `--anyway` records it all the same.")
    }
    package func noDatabase(_ path: String) -> String {
        pick(
            "\(path)：还没有数据库，值守程序在此处从未运行过",
            "\(path): there is no database; no watcher has ever run here")
    }
    package var rulesUnread: String {
        pick("规则无法读取，单位、环节未核对", "the rules cannot be read; units and stages were not checked")
    }
    package func manyWaiting(_ inbox: String) -> String {
        pick("\(inbox)：等待的文件太多，未逐个核对", "\(inbox): too many files wait there to be looked through")
    }
    package func exists(_ incident: String, _ title: String) -> String {
        pick(
            "事件 `\(incident)` 已有：\(title)。续报情况变化，加 `--update`；另一起事件，换一个编号。",
            "the incident `\(incident)` exists: \(title). `--update` records a change; another incident "
                + "needs another id.")
    }
    package func idInUse(_ id: String, _ members: [String]) -> String {
        pick(
            "编号 `\(id)` 已用于另一条记录，不同之处：\(members.joined(separator: "、"))",
            "the id `\(id)` is that of another record; it differs in \(members.joined(separator: ", "))"
        )
    }
    package func stillOpen(_ incident: String) -> String {
        pick("`\(incident)` 还有尚待报送的事项：", "`\(incident)` still has reports to be made:")
    }
    package func noContact(_ user: String) -> String {
        pick(
            "--by：缺少经办人；设置的 `users` 里没有用户 `\(user)` 对应的联系人",
            "--by: required; the settings name no contact for the user `\(user)` under `users`")
    }
    package func required(_ option: String, _ what: String) -> String {
        pick("\(option)：必须写明", "\(option): required; accepted is \(what)")
    }
    package func chooseObligation(_ incident: String) -> String {
        pick(
            "须写明 --obligation，或用 --all 表示整起事件；`\(incident)` 尚待报送的有：",
            "--obligation is required, or --all for the whole incident; open in `\(incident)`:")
    }
    package func chooseInstruction(_ incident: String) -> String {
        pick("须写明是哪件批示；`\(incident)` 有：", "name the instruction; `\(incident)` has:")
    }
    package func chooseParties(_ option: String) -> String {
        pick(
            "\(option)：必须写明，从记录中无法推定",
            "\(option): required; it does not follow from what is recorded")
    }
    package func liesAhead(_ option: String, _ time: String) -> String {
        pick(
            "\(option)：\(time) 在将来；确实如此的，加 `--in-future`，到时才算",
            "\(option): \(time) lies ahead; with `--in-future` it is kept and counts from then on")
    }
    package func sameIncident(_ incident: String) -> String {
        pick("不能把 `\(incident)` 并入它自己", "`\(incident)` cannot be merged into itself")
    }

    /// Returns what is wrong with a time, and what is accepted.
    package func time(
        _ option: String, _ text: String, _ problem: TypedTime.Problem, in zone: Zone?
    ) -> String {
        let name = zone?.name ?? "UTC"
        func shown(_ at: Instant) -> String { at.rfc3339(in: zone ?? .utc) }
        return switch problem {
        case .form:
            pick(
                "\(option)：`\(text)` 不是时间；可写 10:30、-15m、“昨天 23:50”、05-12 16:00、"
                    + "2026-05-12T16:00:00+08:00",
                "\(option): found `\(text)`; accepted is a time such as 10:30, -15m, "
                    + "\"yesterday 23:50\", \"05-12 16:00\" or 2026-05-12T16:00:00+08:00")
        case .noZone:
            pick(
                "\(option)：规则无法读取，不知时区；请写 2026-05-12T16:00:00+08:00 这样的时间",
                "\(option): the rules cannot be read, so the zone of `\(text)` is not known; "
                    + "accepted is a time such as 2026-05-12T16:00:00+08:00")
        case .skipped:
            pick(
                "\(option)：\(name) 的时钟没有 \(text) 这一时刻（夏令时跳过）",
                "\(option): the clocks of \(name) skip \(text)")
        case .repeated(let first, let second):
            pick(
                "\(option)：\(name) 的时钟有两个 \(text)：\(shown(first)) 或 \(shown(second))",
                "\(option): the clocks of \(name) show \(text) twice; accepted is "
                    + "\(shown(first)) or \(shown(second))")
        }
    }
}
