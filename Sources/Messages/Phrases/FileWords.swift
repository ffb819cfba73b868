/// The Chinese words for operations on files and for the errors of the system, which come in
/// English.
enum FileWords {
    /// Returns the word for an operation; an unknown one unchanged.
    static func operation(_ english: String) -> String { operations[english] ?? english }

    /// Returns the words for an error of the system; an unknown one unchanged.
    static func error(_ english: String) -> String { errors[english] ?? english }

    private static let operations = [
        "read": "读取", "write": "写入", "write in": "在其中写入", "open": "打开", "make": "创建",
        "move": "移动", "remove": "删除", "lock": "加锁", "watch": "监视", "list": "列出",
        "restrict the permissions of": "收紧权限", "watch folders with": "监视文件夹",
    ]

    private static let errors = [
        "Permission denied": "没有权限", "Operation not permitted": "不允许此操作",
        "No such file or directory": "没有这个文件或文件夹", "File exists": "文件已存在",
        "Not a directory": "不是文件夹", "Is a directory": "是文件夹，不是文件",
        "No space left on device": "磁盘已满", "Disk quota exceeded": "磁盘配额已用完",
        "Read-only file system": "文件系统只读", "Input/output error": "输入输出错误",
        "Too many open files": "打开的文件过多", "File too large": "文件过大",
        "File name too long": "文件名过长", "Invalid argument": "不是普通文件",
        "Resource temporarily unavailable": "文件正在变动", "Device or resource busy": "正被占用",
        "Directory not empty": "文件夹不为空", "Stale file handle": "文件句柄已失效",
        "Too many levels of symbolic links": "符号链接层数过多",
    ]
}
