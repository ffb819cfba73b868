import Calendars
import Cases
import JSON
import Rules

/// The sentences for facts about records and reports.
extension FaultPhrases {
    func record(_ detail: FaultDetail) -> String? {
        switch detail {
        case .recordAhead(let at):
            pick("记录所写时间 \(time(at)) 尚未到", "its time, \(time(at)), lies ahead")
        case .reportAhead(let at):
            pick(
                "所写报送时间 \(time(at)) 晚于记录到达时间",
                "submitted at \(time(at)), after it had arrived")
        case .anchorAhead(let anchor, let at):
            pick(
                "所写\(text(anchor)) \(time(at)) 尚未到", "\(anchor) at \(time(at)), which lies ahead")
        case .unknown(let names): text(names)
        case .noObligation: pick("没有可指的应报事项", "there is no obligation to refer to")
        case .unfit(let route, let reason): text(route) + colon + text(reason)
        case .otherRules(let asked, let inForce):
            pick(
                "所据规则 \(asked) 并非现行规则 \(inForce)",
                "for rules \(asked); in force are \(inForce)")
        default: merging(detail)
        }
    }

    private func merging(_ detail: FaultDetail) -> String? {
        switch detail {
        case .merged(let id, let person, let why):
            pick("\(id) 已并入本事件", "\(id) goes on under this incident")
                + (person.map(self.person).map { pick("，并案人：\($0)", ", merged by \($0)") } ?? "")
                + (why.map { pick("，原因：\($0)", ": \($0)") } ?? "")
        case .separated(let id):
            pick(
                "本事件与 \(id) 不再并案，重新单独跟踪",
                "this incident is followed separately from \(id) again")
        default: nil
        }
    }

    func text(_ route: FaultDetail.ReportRoute) -> String {
        let to = listed(route.to.map(unit))
        let stage = route.stage.map { pick("，阶段 \($0)", " for stage \($0)") } ?? ""
        return pick("\(unit(route.from))报\(to)", "from \(unit(route.from)) to \(to)") + stage
    }

    func text(_ reason: FaultDetail.Unfitness) -> String {
        switch reason {
        case .nothing: return pick("没有与之相应的应报事项", "no obligation requires this report")
        case .stage(let names):
            return pick("未写明阶段，可写 ", "it names no stage; accepted are ") + listed(names)
        case .period(let deadlines):
            let there = deadlines.isEmpty ? pick("无", "none") : listed(deadlines.map(time))
            return pick(
                "所写的期次没有对应的一期，或当天不止一期，附近的时限：\(there)",
                "the period it is for has no deadline, or several; near it are \(there)")
        case .early:
            return pick("报送早于第一期开始", "it was made before the first period began")
        case .names(let names): return text(names)
        }
    }

    func text(_ names: [UnknownName]) -> String {
        names.map(text).joined(separator: semicolon)
    }

    private func text(_ name: UnknownName) -> String {
        let kind = pick(Self.kinds[name.kind] ?? "", name.kind.rawValue)
        let nearest = name.nearest.map { pick("，最接近的是“\($0)”", "; nearest is `\($0)`") } ?? ""
        // A difference that nobody sees would make the sentence read as untrue.
        let shown = InvisibleCharacters.shown(in: name.name)
        return pick("没有\(kind)“\(shown)”", "there is no \(kind) `\(shown)`") + nearest
    }

    private static let kinds: [UnknownName.Kind: String] = [
        .unit: "单位", .report: "报告", .instruction: "批示", .obligation: "应报事项", .stage: "阶段",
        .bulletin: "定期报告", .incident: "事件",
    ]
}

extension FaultPhrases {
    func report(_ detail: FaultDetail) -> String? {
        switch detail {
        case .retracted(let id, let why):
            pick("报告 \(id) 已撤回", "report \(id) was retracted") + added(why)
        case .insufficient(let id, let lacking, let isLate):
            (isLate ? pick("迟报的报告 \(id)", "late report \(id)") : pick("报告 \(id)", "report \(id)"))
                + colon + lacking.map(text).joined(separator: semicolon)
        case .asked(let id, let lacking):
            pick("报告 \(id) 尚缺：", "report \(id) lacks: ")
                + lacking.map(text).joined(separator: semicolon)
        case .premature(let id, let floor):
            pick(
                "报告 \(id) 报送早于 \(time(floor))", "report \(id) came before \(time(floor))")
        case .prematureBefore(let id, let question):
            pick(
                "报告 \(id) 报送时尚不知\(text(question))",
                "report \(id) came before \(text(question)) is known")
        case .recordLate(let id, let by):
            pick(
                "报告 \(id) 的记录晚到\(span(by))", "the record of report \(id) came \(span(by)) late")
        case .skipped(let id, let from, let above, let below):
            pick(
                "报告 \(id) 由\(unit(from))报\(unit(above))，而未先报\(unit(below))",
                "report \(id) went from \(unit(from)) to \(unit(above)), before \(unit(below)) "
                    + "was told")
        case .outOfOrder(let names):
            pick("报送时，应先报的 \(listed(names)) 未报", "reported before \(listed(names))")
        default: nil
        }
    }

    private func text(_ shortfall: Shortfall) -> String {
        switch shortfall {
        case .form(let form, let accepted):
            pick(
                (form.map { "形式为 \($0)" } ?? "未写明形式") + "，应为 "
                    + accepted.joined(separator: " 或 "),
                "its form is \(form ?? "not given"), not \(accepted.joined(separator: " or "))")
        case .demand(let text): text
        case .condition("asks"): pick("规则 `asks` 所列的内容", "what the rule asks for")
        case .condition(let key): pick("不满足 `\(key)`", "it does not satisfy `\(key)`")
        case .undecided(let key, let why):
            pick("`\(key)` 无法判定：", "`\(key)` cannot be decided: ") + text(why)
        }
    }

    func knowledge(_ detail: FaultDetail) -> String? {
        switch detail {
        case .knew(let source, let at, let confirmation):
            pick("\(source)于 \(time(at)) 已知", "\(source) knew at \(time(at))") + text(confirmation)
        case .reported(let unit, let at, let confirmation):
            pick(
                "\(self.unit(unit))已于 \(time(at)) 报告",
                "\(self.unit(unit)) reported at \(time(at))") + text(confirmation)
        case .sighted(let source, let at, let url):
            [source, time(at), url].compactMap(\.self).joined(separator: pick("，", ", "))
        default: nil
        }
    }

    private func text(_ confirmation: FaultDetail.Confirmation?) -> String {
        guard let confirmation else { return "" }
        let (person, at) = (person(confirmation.by), time(confirmation.at))
        return semicolon + pick("\(person)于 \(at) 认定", "confirmed by \(person) at \(at)")
            + added(confirmation.why)
    }
}
