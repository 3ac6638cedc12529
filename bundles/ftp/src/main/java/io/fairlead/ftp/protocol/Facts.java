// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.protocol;

import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One line of MLSD or MLST as a client reads it, RFC 3659 7.2: {@code type=file;size=5; name}. A fact with a value that
 * makes no sense counts as missing.
 *
 * @param values by lower-case name
 * @param name as sent: a name in MLSD, maybe a whole path in MLST
 */
public record Facts(Map<String, String> values, String name) {
    /** More than any server sends; a hostile one shall not fill our memory. */
    private static final int MAX_FACTS = 64;

    private static final String LINK = "type=OS.unix=slink:";

    /** What an entry is, RFC 3659 7.5.1. */
    public enum Type {
        FILE,
        DIRECTORY,
        /** {@code cdir}: the directory listed. */
        CURRENT,
        /** {@code pdir}: its parent. */
        PARENT,
        /** {@code OS.unix=slink:target} or {@code OS.unix=symlink}: a symbolic link. */
        LINK,
        /** Another one, such as {@code OS.unix=special}. */
        OTHER
    }

    public Facts {
        values = Map.copyOf(values);
    }

    /**
     * Reads a line, without its end and without the blank that starts a line of MLST's reply.
     *
     * @throws FtpSyntaxException if no name follows the facts, a fact has no {@code =}, or there are too many
     */
    public static Facts decode(String line) throws FtpSyntaxException {
        Map<String, String> values = new HashMap<>();
        int from = 0;
        while (from < line.length() && line.charAt(from) != ' ') {
            int equals = line.indexOf('=', from);
            int end = line.indexOf(';', from);
            int blank = line.indexOf(' ', from);
            // Interop: servers that forget the last semicolon; Pure-FTPd writes blanks of a link's target as they are
            boolean link = line.regionMatches(true, from, LINK, 0, LINK.length());
            if (end < 0 || (blank >= 0 && blank < end && !link)) {
                end = blank;
            }
            if (equals < 0 || end < equals || values.size() == MAX_FACTS) {
                throw new FtpSyntaxException("not a line of facts");
            }
            values.put(line.substring(from, equals).toLowerCase(Locale.ROOT), line.substring(equals + 1, end));
            from = line.charAt(end) == ';' ? end + 1 : end;
        }
        if (from + 1 >= line.length()) {
            throw new FtpSyntaxException("facts without a name");
        }
        return new Facts(values, line.substring(from + 1));
    }

    /** The value of a fact as text. */
    public Optional<String> text(Fact fact) {
        return Optional.ofNullable(values.get(fact.wireName().toLowerCase(Locale.ROOT)));
    }

    public Type type() {
        return switch (text(Fact.TYPE).orElse("").toLowerCase(Locale.ROOT)) {
            case "file", "" -> Type.FILE; // RFC 3659 7.5: no fact need be sent
            case "dir" -> Type.DIRECTORY;
            case "cdir" -> Type.CURRENT;
            case "pdir" -> Type.PARENT;
            default -> linkWords().length > 0 ? Type.LINK : Type.OTHER;
        };
    }

    /** Of a link, where it leads; empty if the server does not tell. */
    public Optional<String> target() {
        String[] words = linkWords();
        return words.length < 2 || words[1].isEmpty() ? Optional.empty() : Optional.of(words[1]);
    }

    /** The name of the type, and what comes after its colon; nothing unless it is a link. */
    private String[] linkWords() {
        String[] words = text(Fact.TYPE).orElse("").split(":", 2);
        String name = words[0].toLowerCase(Locale.ROOT);
        return name.equals("os.unix=slink") || name.equals("os.unix=symlink") ? words : new String[0];
    }

    /** Bytes of content. */
    public OptionalLong size() {
        String digits = text(Fact.SIZE).orElse("");
        boolean number =
                !digits.isEmpty() && digits.length() <= 18 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return number ? OptionalLong.of(Long.parseLong(digits)) : OptionalLong.empty();
    }

    public Optional<Instant> modified() {
        return time(Fact.MODIFY);
    }

    public Optional<Instant> created() {
        return time(Fact.CREATE);
    }

    /** Permission bits. */
    public OptionalInt unixMode() {
        String octal = text(Fact.UNIX_MODE).orElse("");
        boolean number =
                !octal.isEmpty() && octal.length() <= 7 && octal.chars().allMatch(c -> c >= '0' && c <= '7');
        return number ? OptionalInt.of(Integer.parseInt(octal, 8) & 07777) : OptionalInt.empty();
    }

    private Optional<Instant> time(Fact fact) {
        try {
            String text = values.get(fact.wireName().toLowerCase(Locale.ROOT));
            return text == null ? Optional.empty() : Optional.of(FtpTime.decode(text));
        } catch (FtpSyntaxException e) {
            return Optional.empty();
        }
    }
}
