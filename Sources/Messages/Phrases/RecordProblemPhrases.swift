import Cases
import JSON
import Rules

/// The sentences for the reasons why records are refused, in one language.
struct RecordProblemPhrases {
    let language: Language

    /// Returns the reason and the accepted values.
    func text(_ problem: RecordProblem) -> String {
        guard language == .chinese else {
            let accepted = problem.accepted
            return problem.reason + (accepted.isEmpty ? "" : "; accepted is \(accepted)")
        }
        return switch problem {
        case .member(let found, let accepted): "\(text(found))，应为\(text(accepted))"
        case .syntax(let reason): text(reason)
        case .mistake(let mistake): MistakePhrases.text(mistake)
        case .malformed: "内容不是 JSON"
        case .tooLarge(let bytes, let max): "文件有 \(bytes) 字节，最多 \(max) 字节"
        case .usedID(let id): "编号“\(id)”此前已收到，内容不同；请换新编号，或报送相同内容"
        case .unstorable(let id): "数据库拒收记录“\(id)”，其他记录已收"
        case .other(let reason, let accepted):
            reason + (accepted.isEmpty ? "" : "，应为 \(accepted)")
        }
    }

    private func text(_ found: RecordError.Found) -> String {
        switch found {
        case .nothing: "未填写"
        case .value(let text): "写的是 \(text)"
        case .emptyText: "写的是空文字"
        case .kind(let kind): "写的是\(kind.chinese)"
        case .twoSubjects: "同时写了 `incident` 和 `bulletin`"
        case .nullCharacter: "含有字符 U+0000"
        case .itself: "写的是本事件自身"
        case .hidden: "写的是别的内容"
        case .other(let words): "写的是 \(words)"
        }
    }

    private func text(_ accepted: RecordError.Accepted) -> String {
        switch accepted {
        case .record: "带 `type` 的 JSON 对象"
        case .object: "对象"
        case .text: "文字"
        case .filledText: "非空文字"
        case .filledTextOrNone: "非空文字，或不写 `id`"
        case .time: "带时区的时间，如 2026-05-12T16:00:00+08:00"
        case .period: "日期（如 2026-05-12）或带时区的时间"
        case .flag: " true 或 false"
        case .units: "收到报告的单位，或其列表"
        case .oneSubject: "其中之一"
        case .incidentName: "不以定期报告前缀开头的编号"
        case .anotherIncident: "另一事件的编号"
        case .bulletinPath: "规则中的“规则/应报事项”"
        case .words(let words, let nearest):
            "下列之一：\(words.joined(separator: "、"))"
                + (nearest.map { "，最接近的是“\($0)”" } ?? "")
        case .member(let name): " `\(name)`，或与之差别更大的名称"
        case .noNullCharacter: "不含该字符的文字"
        case .other(let words): " \(words)"
        }
    }

    private func text(_ reason: JSONError.Reason) -> String {
        switch reason {
        case .endOfText: "JSON 不完整，在某个值中间结束"
        case .unexpected(let byte):
            "JSON 此处不应有"
                + ((0x21...0x7E).contains(byte)
                    ? " \(Character(Unicode.Scalar(byte)))" : "字节 0x\(String(byte, radix: 16))")
        case .trailing: "JSON 值之后还有内容"
        case .controlCharacter: "文字中有控制字符，应写成 \\u00XX"
        case .badEscape: "文字中有 JSON 没有的转义"
        case .loneSurrogate: "文字中有不成对的代理码"
        case .notUTF8: "有不是 UTF-8 的字节"
        case .badNumber: "数的写法不合 JSON"
        case .notFinite: "数超出 64 位浮点数的范围"
        case .duplicateKey(let key): "同一对象中键“\(key)”出现两次"
        case .nullInKey: "键中有 U+0000"
        case .tooDeep(let limit): "数组和对象嵌套超过 \(limit) 层"
        case .tooLong(let limit): "超过 \(limit) 字节"
        case .stringTooLong(let limit): "文字或数超过 \(limit) 字节"
        }
    }
}
