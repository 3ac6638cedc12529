// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.users;

import io.fairlead.api.auth.Identity.Limits;
import io.fairlead.api.auth.NtHash;
import io.fairlead.api.auth.Right;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The options of a line: fields apart by blanks, each {@code key=value} or a flag; values may be in double quotes. */
final class OptionText {
    private static final String KNOWN = "groups=, home=, rights=, sessions=, up=, down=, nt=, disabled or generated";
    private static final String NTLM = "ntlm";
    private static final String NONE = "none";
    private static final String UNITS = "KMG";

    private final Set<String> seen = new HashSet<>();
    private Set<String> groups = Set.of();
    private VPath home = VPath.ROOT;
    private Set<Right> rights = EnumSet.allOf(Right.class);
    private int sessions;
    private long up;
    private long down;
    private boolean disabled;
    private boolean generated;
    private NtHash ntHash;
    private boolean ntlm;

    private final boolean fresh;

    private OptionText(boolean fresh) {
        this.fresh = fresh;
    }

    /** Of a line of the file. */
    static OptionText parse(String text) {
        return parse(text, false);
    }

    /** For an account that is being made: {@code ntlm} asks for an NT hash of the password. */
    static OptionText parseFresh(String text) {
        return parse(text, true);
    }

    private static OptionText parse(String text, boolean fresh) {
        var parsed = new OptionText(fresh);
        for (String field : fields(text)) {
            int equals = field.indexOf('=');
            String key = equals < 0 ? field : field.substring(0, equals + 1);
            if (!parsed.seen.add(key)) {
                throw new IllegalArgumentException(key + " is there twice");
            }
            parsed.take(key, field.substring(Math.max(0, equals + 1)));
        }
        return parsed;
    }

    UserOptions options() {
        var limits = new Limits(sessions, up, down);
        return new UserOptions(groups, home, rights, limits, disabled, generated, ntlm || ntHash != null);
    }

    /** Null if there is none. */
    NtHash ntHash() {
        return ntHash;
    }

    private void take(String key, String value) {
        if (fresh && key.equals(NTLM)) {
            ntlm = true;
            return;
        }
        switch (key) {
            case "groups=" -> groups = new TreeSet<>(names(value));
            case "home=" -> home = path(value);
            case "rights=" -> rights = rights(value);
            case "sessions=" -> sessions = (int) number(key, value, Integer.MAX_VALUE, "");
            case "up=" -> up = number(key, value, Long.MAX_VALUE, UNITS);
            case "down=" -> down = number(key, value, Long.MAX_VALUE, UNITS);
            case "nt=" -> ntHash = NtHash.parse(value);
            case "disabled" -> disabled = true;
            case "generated" -> generated = true;
            default ->
                throw new IllegalArgumentException(
                        "unknown option \"" + key + "\"; expected " + KNOWN + (fresh ? "; or " + NTLM : ""));
        }
    }

    private static List<String> names(String value) {
        return Arrays.asList(value.split(",", -1));
    }

    private static VPath path(String value) {
        try {
            return VPath.of(value);
        } catch (StorageException e) {
            throw new IllegalArgumentException("home= is not a path as /a/b: " + e.getMessage(), e);
        }
    }

    private static Set<Right> rights(String value) {
        Set<Right> rights = EnumSet.noneOf(Right.class);
        if (value.equals(NONE)) {
            return rights;
        }
        for (String name : names(value)) {
            rights.add(Arrays.stream(Right.values())
                    .filter(right -> name(right).equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "unknown right \"" + name + "\"; expected list, read, write, delete, or none")));
        }
        return rights;
    }

    private static String name(Right right) {
        return right.name().toLowerCase(Locale.ROOT);
    }

    private static long number(String key, String value, long most, String units) {
        int unit = value.isEmpty() ? -1 : units.indexOf(value.charAt(value.length() - 1));
        try {
            long number = Long.parseLong(unit < 0 ? value : value.substring(0, value.length() - 1));
            long result = Math.multiplyExact(number, 1L << (10 * (unit + 1)));
            if (result >= 1 && result <= most) {
                return result;
            }
        } catch (NumberFormatException | ArithmeticException e) {
            // complained about below
        }
        throw new IllegalArgumentException(key + " is \"" + value + "\"; expected a number from 1 on"
                + (units.isEmpty() ? "" : ", in bytes a second, or with K, M or G behind it"));
    }

    /** Splits at blanks; {@code "..."} keeps blanks, and \" and \\ in it mean themselves. */
    private static List<String> fields(String text) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (quoted && c == '\\' && i + 1 < text.length()) {
                field.append(text.charAt(++i));
            } else if (!quoted && (c == ' ' || c == '\t')) {
                if (!field.isEmpty()) {
                    fields.add(field.toString());
                    field.setLength(0);
                }
            } else {
                field.append(c);
            }
        }
        if (quoted) {
            throw new IllegalArgumentException("a quote (\") is not closed");
        }
        if (!field.isEmpty()) {
            fields.add(field.toString());
        }
        return fields;
    }

    /** The options as text; without those that are as they would be anyway. {@code ntHash} may be null. */
    static String format(UserOptions options, NtHash ntHash) {
        List<String> fields = new ArrayList<>();
        if (!options.groups().isEmpty()) {
            fields.add("groups=" + String.join(",", options.groups()));
        }
        if (!options.home().isRoot()) {
            fields.add("home=" + quoted(options.home().toString()));
        }
        if (options.rights().size() < Right.values().length) {
            String some = Arrays.stream(Right.values())
                    .filter(options.rights()::contains)
                    .map(OptionText::name)
                    .collect(Collectors.joining(","));
            fields.add("rights=" + (some.isEmpty() ? NONE : some));
        }
        number(fields, "sessions=", options.limits().sessions(), "");
        number(fields, "up=", options.limits().uploadBytesPerSecond(), UNITS);
        number(fields, "down=", options.limits().downloadBytesPerSecond(), UNITS);
        if (ntHash != null) {
            fields.add("nt=" + ntHash.hex());
        }
        if (options.disabled()) {
            fields.add("disabled");
        }
        if (options.generated()) {
            fields.add("generated");
        }
        return String.join(" ", fields);
    }

    private static void number(List<String> fields, String key, long value, String units) {
        int unit = 0;
        long shown = value;
        while (unit < units.length() && shown % 1024 == 0 && shown > 0) {
            shown /= 1024;
            unit++;
        }
        if (value > 0) {
            fields.add(key + shown + (unit == 0 ? "" : units.charAt(unit - 1)));
        }
    }

    private static String quoted(String value) {
        boolean plain = value.codePoints().noneMatch(c -> c == ' ' || c == '\t' || c == '"' || c == '\\');
        return plain ? value : '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
