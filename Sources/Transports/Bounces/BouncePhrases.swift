/// The words by which mail systems report in plain text, in lower case.
///
/// Read in the templates of Postfix 3.7 (`bounce.cf`), Exim 4.96 (`deliver.c`), qmail 1.03
/// (`qmail-send.c`), sendmail 8.17 (`savemail.c`), and in notices of Exchange, Gmail, QQ and 163.
enum BouncePhrases {
    /// The senders of reports: names of mailboxes and of the people-like names beside them.
    static let senders = [
        "mailer-daemon", "mailerdaemon", "mail-daemon", "maildaemon", "postmaster", "mdaemon",
        "microsoftexchange", "mail delivery s", "mail deliver s", "mail system", "mailsystem",
        "system administrator", "系统退信", "系统管理员", "邮件系统",
    ]

    /// The fields by which a responder of a person can be recognised.
    static let responders = [
        "x-autoreply", "x-autorespond", "x-auto-reply-from-name", "x-vacation",
    ]

    /// The words of a notice that a mail is late and still being sent.
    static let delay = [
        "has not yet been delivered", "not been delivered yet", "not yet delivered",
        "could not be delivered yet", "delivery has been delayed", "delivery is delayed",
        "delayed mail", "delivery delayed", "delivery status notification (delay)",
        "will be retried", "we'll retry", "will be tried again", "will retry", "will try again",
        "will keep trying", "keep trying to deliver", "still trying to deliver",
        "will continue trying", "will continue to try", "continue to be attempted",
        "delivery attempts will continue", "still be attempted", "no action is required",
        "do not need to resend", "don't need to resend", "no need to resend",
        "this is a warning message only", "this is a warning only", "warning: message",
        "warning: could not send", "delay reason", "投递延迟", "延迟投递",
        "延迟通知", "尚未投递", "尚未送达", "暂未送达", "继续尝试", "继续投递", "重试投递",
        "系统会重试", "系统将重试", "稍后重试", "稍后会重试", "无需重新发送", "无需重发",
    ]

    /// The words that are said only when a mail is given up.
    static let final = [
        "permanent error", "permanent fatal error", "failed permanently", "giving up on",
        "gave up", "given up", "not going to try again", "i'm not going to try",
        "retry timeout exceeded", "no longer be attempted", "final attempt",
        "unrouteable address", "user unknown", "unknown user", "no such user", "no such mailbox",
        "mailbox not found", "user not found", "recipient address rejected", "account disabled",
        "不再重试", "停止投递", "不再投递",
    ]

    /// The words of a failure that some notices of delay use as well.
    static let failure = [
        "could not be delivered", "couldn't be delivered", "cannot be delivered",
        "can't be delivered", "was not delivered", "wasn't delivered", "not be delivered to",
        "unable to deliver", "unable to be delivered", "wasn't able to deliver",
        "could not deliver", "couldn't deliver", "delivery failed", "delivery has failed",
        "delivery to the following recipient", "failed to deliver", "failed recipient",
        "undeliverable", "undelivered", "returned to sender", "returning message to sender",
        "failure notice", "returned mail", "delivery status notification (failure)",
        "message you sent was rejected", "退信", "投递失败", "无法投递", "无法送达", "未能送达",
        "未送达", "发送失败", "无法发送到", "被拒收", "拒收", "退回", "收件人不存在", "邮箱不存在",
        "地址不存在", "用户不存在", "帐号不存在", "账号不存在", "邮箱已满", "已停用",
    ]

    /// The words before a copy of the mail.
    static let copies = [
        "this is a copy of", "below this line is a copy", "original message",
        "the original message follows",
        "header of the original", "message header", "message headers", "original headers",
        "message text follows", "included is a copy", "unsent message",
        "undelivered message follows",
        "return-path:", "received:", "message-id:", "原始邮件", "原邮件", "原信件", "以下是原",
        "以下为原", "邮件原文",
    ]

    /// The labels before a subject that is quoted.
    static let subjects = [
        "subject", "主题", "标题", "betreff", "objet", "asunto", "oggetto", "assunto", "тема",
        "件名", "제목", "message title",
    ]

    /// The words that stand before the code of a server, besides punctuation.
    static let introductions: Set<String> = [
        "said", "error", "code", "reply", "response", "status", "with", "returned", "错误代码",
        "原因", "失败原因", "错误",
    ]
}
