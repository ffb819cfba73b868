package import JSON

/// A web address that receives messages over HTTP.
package struct WebhookChannel: Sendable {
    /// The request format, and the responses that count as success.
    package enum Form: Sendable {
        /// The format of Standard Webhooks.
        case standard
        /// A custom body defined in the rulebook.
        case own(OwnBody)
        /// The format of a chat or paging service.
        case chat(ChatChannel)
    }

    package enum Method: String, Sendable, CaseIterable {
        case post = "POST"
        case put = "PUT"
    }

    /// An additional HTTP header of each request.
    package struct Header: Sendable {
        package let name: String
        package let value: SecretReference

        package init(name: String, value: SecretReference) {
            self.name = name
            self.value = value
        }
    }

    /// The `http` or `https` address.
    package let url: SecretReference
    package let form: Form
    package let method: Method
    /// The secrets that sign requests, newest first; all of them sign during a rotation.
    ///
    /// A secret is `whsec_` and base64 of 24 to 64 bytes, or for a chat service its single secret
    /// text.
    package let secrets: [SecretReference]
    package let headers: [Header]
    package let connection: WebConnection

    package init(
        url: SecretReference, form: Form = .standard, method: Method = .post,
        secrets: [SecretReference] = [],
        headers: [Header] = [], connection: WebConnection = WebConnection()
    ) {
        self.url = url
        self.form = form
        self.method = method
        self.secrets = secrets
        self.headers = headers
        self.connection = connection
    }
}

/// A custom request body with placeholders for the parts of a message.
package struct OwnBody: Sendable {
    /// The encoding of a custom body.
    package enum Encoding: String, Sendable, CaseIterable {
        case json
        /// `application/x-www-form-urlencoded`; the template is a JSON object of texts.
        case form
    }

    /// The condition on a response for success, besides a status of 200 to 299.
    package struct Success: Hashable, Sendable {
        /// The path to a member of the response: `result.code`.
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
    /// The maximum number of short messages a text may fill; nil means the text is not split.
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
