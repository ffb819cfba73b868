import Rules

extension Case {
    /// The kind of subject a case has, derived from the case's id.
    package enum Subject: Hashable, Sendable {
        case incident
        case bulletin(BulletinDuty)
        /// Duebell itself. Records about Duebell open no case.
        case system

        /// Reads a case id. Only this type knows the format of the ids.
        package init(_ id: Incident.ID) {
            if id == RetryRequest.ofDuebell {
                self = .system
            } else if let duty = Self.bulletin(id.text) {
                self = .bulletin(duty)
            } else {
                self = .incident
            }
        }

        /// The bulletin that the case is about; nil for any other subject.
        package var bulletin: BulletinDuty? {
            if case .bulletin(let duty) = self { duty } else { nil }
        }

        /// Returns the case id of a bulletin, `bulletin:RULE/OBLIGATION@UNIT`.
        static func caseID(of duty: BulletinDuty) -> Incident.ID {
            Incident.ID("\(prefix)\(duty.path)@\(duty.owing)")
        }

        private static let prefix = "bulletin:"

        /// Returns true for a name with the prefix of bulletin ids, which no incident may use.
        static func isReserved(_ name: String) -> Bool { name.hasPrefix(prefix) }

        private static func bulletin(_ name: String) -> BulletinDuty? {
            guard name.hasPrefix(prefix) else { return nil }
            let parts = name.dropFirst(prefix.count).split(separator: "@", maxSplits: 1)
            guard parts.count == 2 else { return nil }
            return BulletinDuty(path: String(parts[0]), owing: Unit.ID(String(parts[1])))
        }
    }

    /// The subject of the case.
    package var subject: Subject { Subject(id) }

    /// True if the case has records but neither an incident record, a bulletin nor a sighting that
    /// describes the incident.
    package var isUnknown: Bool {
        incident == nil && subject.bulletin == nil && provisional == nil && !isMergedAway
            && parts.values.allSatisfy { $0.openedAt == nil } && !isOnlyNamed
    }

    /// True if nothing but merges that were taken back name the incident.
    private var isOnlyNamed: Bool {
        !merges.isEmpty && mergesInEffect.isEmpty && reports.isEmpty && acknowledgements.isEmpty
            && closures.isEmpty && sightings.isEmpty && instructions.isEmpty && reliefs.isEmpty
            && findings.isEmpty && retractions.allSatisfy { merges[$0.report] != nil }
    }
}

extension BulletinDuty {
    /// The id of the bulletin's case.
    package var incident: Incident.ID { Case.Subject.caseID(of: self) }
}
