// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.fscc;

import java.util.Locale;

/** The 8.3 name that old programs are told, [MS-FSCC] 2.1.5.2.1. It is for show: files are not opened by it. */
public final class ShortName {
    private static final String LAWFUL = "_$~!#%&'()@^{}-";

    private ShortName() {}

    /** Whether a name is one already; so are the dots. */
    public static boolean fits(String name) {
        int dot = name.indexOf('.');
        int base = dot < 0 ? name.length() : dot;
        int extension = dot < 0 ? 0 : name.length() - dot - 1;
        boolean dots = name.equals(".") || name.equals("..");
        if (dots || base < 1 || base > 8 || extension > 3 || dot >= 0 && extension == 0) {
            return dots;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (i != dot && !isPlain(c) && LAWFUL.indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    /** The name itself where it fits, else a short one made from it: the same for the same name. */
    public static String of(String name) {
        if (fits(name)) {
            return name.toUpperCase(Locale.ROOT);
        }
        int dot = name.lastIndexOf('.');
        String extension = dot > 0 ? plain(name.substring(dot + 1), 3) : "";
        StringBuilder text = new StringBuilder(plain(dot > 0 ? name.substring(0, dot) : name, 2));
        for (int shift = 12; shift >= 0; shift -= 4) {
            text.append(Character.toUpperCase(Character.forDigit(name.hashCode() >>> shift & 0xf, 16)));
        }
        text.append("~1");
        return extension.isEmpty()
                ? text.toString()
                : text.append('.').append(extension).toString();
    }

    private static boolean isPlain(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }

    private static String plain(String text, int most) {
        StringBuilder kept = new StringBuilder();
        for (int i = 0; i < text.length() && kept.length() < most; i++) {
            if (isPlain(text.charAt(i))) {
                kept.append(Character.toUpperCase(text.charAt(i)));
            }
        }
        return kept.toString();
    }
}
