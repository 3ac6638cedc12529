// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.protocol;

import io.fairlead.net.MalformedMessageException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Options of a request or of its acknowledgment, RFC 2347: names (compared without case, kept in lower case) and values
 * in the order sent. Immutable.
 *
 * @param values of each name
 * @param repeated whether a name came twice, which RFC 2347 forbids; the first value is kept. In a request the same
 *     value twice does not count
 */
public record Options(Map<String, String> values, boolean repeated) {
    /** RFC 2348: bytes of data a block, 8 to 65464. */
    public static final String BLKSIZE = "blksize";
    /** RFC 2349: seconds to wait before retransmitting, 1 to 255. */
    public static final String TIMEOUT = "timeout";
    /** RFC 2349: bytes of the file; 0 in an RRQ asks for it. */
    public static final String TSIZE = "tsize";
    /** RFC 7440: blocks sent before an ACK is awaited, 1 to 65535. */
    public static final String WINDOWSIZE = "windowsize";
    /** As blksize, the answer being a power of two. Of tftp-hpa, in no RFC. */
    public static final String BLKSIZE2 = "blksize2";
    /** Microseconds to wait before retransmitting, 10,000 to 255,000,000. Of tftp-hpa, in no RFC. */
    public static final String UTIMEOUT = "utimeout";
    /** Block number that follows 65535, 0 or 1. Of tftp-hpa, in no RFC. */
    public static final String ROLLOVER = "rollover";

    /** None. */
    public static final Options NONE = new Options(Map.of(), false);

    private static final int MAX_DIGITS = 18;

    public Options {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** A copy with one more. */
    public Options with(String name, long value) {
        Map<String, String> copy = new LinkedHashMap<>(values);
        copy.put(name, Long.toString(value));
        return new Options(copy, repeated);
    }

    /** A copy with one less. */
    public Options without(String name) {
        Map<String, String> copy = new LinkedHashMap<>(values);
        copy.remove(name);
        return new Options(copy, repeated);
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** The value, if the option is there and its value is nothing but at most 18 digits. */
    public OptionalLong number(String name) {
        String value = values.get(name);
        if (value == null || value.isEmpty() || value.length() > MAX_DIGITS) {
            return OptionalLong.empty();
        }
        return value.chars().allMatch(c -> c >= '0' && c <= '9')
                ? OptionalLong.of(Long.parseLong(value))
                : OptionalLong.empty();
    }

    /** As {@link #number}, if the value lies within both bounds. */
    public OptionalLong number(String name, long least, long most) {
        OptionalLong value = number(name);
        return value.isPresent() && value.getAsLong() >= least && value.getAsLong() <= most
                ? value
                : OptionalLong.empty();
    }

    /** Of an OACK. */
    static Options decode(ByteBuffer in) throws MalformedMessageException {
        Map<String, String> values = new LinkedHashMap<>();
        boolean repeated = false;
        while (in.hasRemaining() && !isPadding(in)) {
            String name = Text.decode(in, "option").toLowerCase(Locale.ROOT);
            if (name.isEmpty()) {
                throw new MalformedMessageException("option without a name");
            }
            repeated |= values.putIfAbsent(name, Text.decode(in, "option value")) != null;
        }
        return values.isEmpty() ? NONE : new Options(values, repeated);
    }

    /**
     * Of a request. Interop: firmware leaves out the value of its last option, and sends what was left in its buffer
     * behind the options; as with tftpd-hpa and atftpd, what can't be read ends the options, and is no reason to refuse.
     */
    static Options ofRequest(ByteBuffer in) {
        Map<String, String> values = new LinkedHashMap<>();
        boolean repeated = false;
        while (true) {
            String name = Text.next(in);
            String value = name == null || name.isEmpty() ? null : Text.next(in);
            if (value == null) {
                return values.isEmpty() ? NONE : new Options(values, repeated);
            }
            String before = values.putIfAbsent(name.toLowerCase(Locale.ROOT), value);
            repeated |= before != null && !before.equals(value);
        }
    }

    /** Interop: some firmware fills its requests up with NULs. */
    private static boolean isPadding(ByteBuffer in) {
        for (int i = in.position(); i < in.limit(); i++) {
            if (in.get(i) != 0) {
                return false;
            }
        }
        return true;
    }

    int bytes() {
        return values.entrySet().stream()
                .mapToInt(option -> Text.bytes(option.getKey()) + Text.bytes(option.getValue()))
                .sum();
    }

    void encode(ByteBuffer out) {
        values.forEach((name, value) -> {
            Text.encode(name, out);
            Text.encode(value, out);
        });
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
