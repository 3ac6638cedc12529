// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.protocol;

/**
 * Days since 1970-01-01 as a date of the Gregorian calendar, packed in an {@code int}: year, month and day in decimal
 * fields. For listings, where {@code java.time}'s objects would be most of the work.
 */
final class CivilDate {
    private static final int DAYS_IN_400_YEARS = 146_097;
    private static final int DAYS_TO_1970 =
            719_468; // since 0000-03-01; a year that starts in March ends with its leap day

    private CivilDate() {}

    /** For years 0 to 9999. */
    static int ofEpochDay(long epochDay) {
        int days = (int) (epochDay + DAYS_TO_1970);
        int era = Math.floorDiv(days, DAYS_IN_400_YEARS);
        int dayOfEra = Math.floorMod(days, DAYS_IN_400_YEARS);
        int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int marchMonth = (5 * dayOfYear + 2) / 153;
        int day = dayOfYear - (153 * marchMonth + 2) / 5 + 1;
        int month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
        int year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
        return (year * 100 + month) * 100 + day;
    }

    static int year(int date) {
        return date / 10_000;
    }

    static int month(int date) {
        return date / 100 % 100;
    }

    static int day(int date) {
        return date % 100;
    }
}
