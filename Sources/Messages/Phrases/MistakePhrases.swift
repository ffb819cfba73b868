import JSON

/// The Chinese sentences for mistakes in JSON.
enum MistakePhrases {
    static func text(_ kind: JSONMistake.Kind) -> String {
        switch kind {
        case .emptyText: "文件是空的"
        case .form(let form): "内容是\(text(form))，不是 JSON"
        case .encoding(let encoding):
            "文字编码是 \(encoding.rawValue)：转换为 UTF-8，如 iconv -f \(encoding.converterName) -t UTF-8"
        case .trailingComma(let bracket): "“\(bracket)”前多了一个逗号：删去"
        case .missingComma: "前一个值后面缺逗号：补上"
        case .missingColon: "键名后面缺冒号：补上"
        case .comment: "JSON 没有注释：删去，或写成键名以 // 开头的文字"
        case .quote(let mark): "引号 \(mark)：改为 \""
        case .mark(let mark, let ascii): "标点 \(mark)：改为 \(ascii)"
        case .blank(let scalar):
            "空白字符 U+\(String(scalar.value, radix: 16, uppercase: true))：改为普通空格，或删去"
        case .unquotedKey(let key): "键名 \(key) 没有引号：写成 \"\(key)\""
        case .unquotedText(let text): "文字 \(text) 没有引号：写成 \"\(text)\""
        case .word(let word, let json): "\(word)：写成 \(json)"
        case .number(let number):
            "\(number) 不是 JSON 的数：不能有前导零、正号，小数点两边都要有数字；是名称的加引号"
        case .lineEndInString: "文字中间换了行：先用 \" 结束，或写成 \\n"
        case .tabInString: "文字中有制表符：写成 \\t"
        case .backslash: "反斜杠后面不是转义：写成 \\\\"
        default: text(structural: kind)
        }
    }

    private static func text(structural kind: JSONMistake.Kind) -> String {
        switch kind {
        case .unclosedString(let place): "\(text(place))开始的文字没有以 \" 结束"
        case .unclosed(let bracket, let place): "\(text(place))的“\(bracket)”没有结束"
        case .wrongClosing(let found, let opening, let place):
            "“\(found)”与\(text(place))的“\(opening)”不配：应为“\(opening == "{" ? "}" : "]")”"
        case .extraClosing(let bracket): "多余的“\(bracket)”：删去"
        case .secondValue: "后面还有一个值：用 [ ] 括起来、中间加逗号，或每行写一个"
        case .other(let character, let expected): "此处应为\(text(expected))，写的是“\(character)”"
        default: ""
        }
    }

    private static func text(_ place: TextPlace) -> String {
        "第 \(place.line) 行第 \(place.column) 列"
    }

    private static func text(_ form: JSONMistake.Form) -> String {
        switch form {
        case .archive: " ZIP 压缩包（表格或文字处理文档也是）"
        case .compressed: " gzip 压缩文件"
        case .oldOffice: "旧版办公软件的文件（如 .xls）"
        case .pdf: " PDF 文件"
        case .markup: " XML 或 HTML"
        case .yaml: " YAML"
        case .table: "表格（如 CSV）"
        }
    }

    private static func text(_ expected: JSONMistake.Expectation) -> String {
        switch expected {
        case .value: "一个值"
        case .key: "带引号的键名"
        case .colon: "冒号"
        case .comma(let bracket): "逗号或“\(bracket)”"
        case .end: "结尾"
        }
    }
}
