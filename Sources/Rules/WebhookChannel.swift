package import JSON

/// A web address that takes messages.
package struct WebhookChannel: Sendable {
    /// How a message is put for the receiver, and what of its replies is a success.
    package enum Form: Sendable {
        /// Standard Webhooks.
        case standard
        /// A body of the rule editor's own.
        case own(OwnBody)
        /// What a chat or paging service asks for.
        case chat(ChatChannel)
    }

    package enum Method: String, Sendable, CaseIterable {
        case post = "POST"
        case put = "PUT"
    }

    /// A further line of each request's head.
    package struct Header: Sendable {
        package let name: String
        package let value: SecretReference

        package init(name: String, value: SecretReference) {
            self.name = name
            self.value = value
        }
    }

    /// An `http` or `https` address.
    package let url: SecretReference
    package let form: Form
    package let method: Method
    /// What requests are signed with, newest first; all sign while one replaces another.
    ///
    /// `whsec_` and base64 of 24 to 64 bytes; for a chat service the one text that it gave out.
    package let secrets: [SecretReference]
    package let headers: [Header]
    package let road: WebRoad

    package init(
        url: SecretReference, form: Form = .standard, method: Method = .post,
        secrets: [SecretReference] = [],
        headers: [Header] = [], road: WebRoad = WebRoad()
    ) {
        self.url = url
        self.form = form
        self.method = method
        self.secrets = secrets
        self.headers = headers
        self.road = road
    }
}

/// A body of the rule editor's own, with places for what a message says.
package struct OwnBody: Sendable {
    package enum Encoding: String, Sendable, CaseIterable {
        case json
        /// `application/x-www-form-urlencoded`: the template is an object of texts.
        case form
    }

    /// What a reply must hold to be a success, beside a status of 200 to 299.
    package struct Success: Hashable, Sendable {
        /// The way to a member: `result.code`.
        package let path: [String]
        package let value: JSON

        package init(path: [String], value: JSON) {
            self.path = path
            self.value = value
        }
    }

    package let template: BodyTemplate
    package let encoding: Encoding
    package let success: Success?
    /// How many short messages a text may fill; nil: the text stays whole.
    package let segments: Int?

    package init(
        template: BodyTemplate, encoding: Encoding = .json, success: Success? = nil,
        segments: Int? = nil
    ) {
        self.template = template
        self.encoding = encoding
        self.success = success
        self.segments = segments
    }
}
