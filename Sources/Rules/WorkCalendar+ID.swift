package import Calendars

extension WorkCalendar {
    package typealias ID = Identifier<WorkCalendar>
}
