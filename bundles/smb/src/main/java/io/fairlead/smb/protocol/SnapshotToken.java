// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A time as clients name it in paths and lists: {@code @GMT-YYYY.MM.DD-HH.MM.SS}, [MS-SMB2] 2.2.32.2. */
public final class SnapshotToken {
    /** UTF-16 units of a token. */
    public static final int LENGTH = 24;

    private static final Pattern TOKEN =
            Pattern.compile("@GMT-(\\d{4})\\.(\\d{2})\\.(\\d{2})-(\\d{2})\\.(\\d{2})\\.(\\d{2})");
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("'@GMT-'uuuu.MM.dd-HH.mm.ss").withZone(ZoneOffset.UTC);
    private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

    private SnapshotToken() {}

    /** Of a time that {@link #canName} knows. */
    public static String of(Instant time) {
        return FORMAT.format(time);
    }

    /** Whether its year has four digits. */
    public static boolean canName(Instant time) {
        return !time.isBefore(FIRST) && time.isBefore(END);
    }

    /** What a name means, if it is a token. */
    public static Optional<Instant> parse(String name) {
        if (name.length() != LENGTH || name.charAt(0) != '@') {
            return Optional.empty();
        }
        Matcher token = TOKEN.matcher(name);
        if (!token.matches()) {
            return Optional.empty();
        }
        int[] parts = new int[6];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = Integer.parseInt(token.group(i + 1));
        }
        try {
            return Optional.of(LocalDateTime.of(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5])
                    .toInstant(ZoneOffset.UTC));
        } catch (DateTimeException noSuchTime) {
            return Optional.empty();
        }
    }
}
