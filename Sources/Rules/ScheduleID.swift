/// The name of a schedule in the rules.
package typealias ScheduleID = Identifier<ScheduleName>

/// The kind of name that schedules have: see `ScheduleID`.
package enum ScheduleName {}
