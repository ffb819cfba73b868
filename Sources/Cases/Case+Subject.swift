import Rules

extension Case {
    /// A kind of matter that a case can be about, known from the name the case goes by.
    package enum Subject: Hashable, Sendable {
        case incident
        case bulletin(BulletinDuty)
        /// Duebell itself: records about it open no case.
        case system

        /// Reads the name of a case. This type alone knows how the names are made.
        package init(_ id: Incident.ID) {
            if id == Retrial.ofDuebell {
                self = .system
            } else if let duty = Self.bulletin(id.text) {
                self = .bulletin(duty)
            } else {
                self = .incident
            }
        }

        /// The bulletin that the case is about; nil for any other.
        package var bulletin: BulletinDuty? {
            if case .bulletin(let duty) = self { duty } else { nil }
        }

        /// The name of a bulletin's case, `bulletin:RULE/OBLIGATION@UNIT`.
        static func caseID(of duty: BulletinDuty) -> Incident.ID {
            Incident.ID("\(prefix)\(duty.path)@\(duty.owing)")
        }

        private static let prefix = "bulletin:"

        /// Returns true for a name that begins as a bulletin's: no incident may be called so.
        static func isReserved(_ name: String) -> Bool { name.hasPrefix(prefix) }

        private static func bulletin(_ name: String) -> BulletinDuty? {
            guard name.hasPrefix(prefix) else { return nil }
            let parts = name.dropFirst(prefix.count).split(separator: "@", maxSplits: 1)
            guard parts.count == 2 else { return nil }
            return BulletinDuty(path: String(parts[0]), owing: Unit.ID(String(parts[1])))
        }
    }

    /// The matter that the case is about.
    package var subject: Subject { Subject(id) }

    /// Whether records came of an incident that nobody has told of.
    package var isUnknown: Bool {
        incident == nil && subject.bulletin == nil && provisional == nil
    }
}

extension BulletinDuty {
    /// The name its case goes by.
    package var incident: Incident.ID { Case.Subject.caseID(of: self) }
}
