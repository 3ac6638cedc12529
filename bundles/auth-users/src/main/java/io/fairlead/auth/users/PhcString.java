// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.users;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A hash in the PHC string format: {@code $id[$v=version][$param=value,...]$salt$hash}, base64 without padding.
 *
 * @param id of the function
 * @param version 0 if it has none
 * @param parameters by name, in their order
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares these
record PhcString(String id, int version, Map<String, Integer> parameters, byte[] salt, byte[] hash) {
    private static final int MOST_BYTES = 64;
    private static final int LEAST_SALT = 8;
    private static final int LEAST_HASH = 12;

    /**
     * @throws IllegalArgumentException for anything else
     */
    static PhcString parse(String text) {
        String[] parts = text.split("\\$", -1); // the first is empty
        int next = 2;
        int version = 0;
        if (parts.length > next && parts[next].startsWith("v=")) {
            version = number(parts[next++].substring(2));
        }
        if (parts.length != next + 3) {
            throw new IllegalArgumentException("password hash is incomplete");
        }
        Map<String, Integer> parameters = new LinkedHashMap<>();
        for (String parameter : parts[next].split(",", -1)) {
            int equals = parameter.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("password hash has a broken parameter");
            }
            parameters.put(parameter.substring(0, equals), number(parameter.substring(equals + 1)));
        }
        return new PhcString(
                parts[1],
                version,
                parameters,
                base64(parts[next + 1], LEAST_SALT),
                base64(parts[next + 2], LEAST_HASH));
    }

    /** The parameter's value, which must be there and within bounds. */
    int parameter(String name, int least, int most) {
        Integer value = parameters.get(name);
        if (value == null || value < least || value > most) {
            throw new IllegalArgumentException("password hash has " + name + "=" + (value == null ? "" : value)
                    + "; expected " + least + " to " + most);
        }
        return value;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("$" + id + (version == 0 ? "" : "$v=" + version));
        char separator = '$';
        for (Map.Entry<String, Integer> parameter : parameters.entrySet()) {
            text.append(separator).append(parameter.getKey()).append('=').append(parameter.getValue());
            separator = ',';
        }
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return text + "$" + base64.encodeToString(salt) + "$" + base64.encodeToString(hash);
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("password hash has a parameter that is not a number", e);
        }
    }

    private static byte[] base64(String text, int least) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("password hash is not base64", e);
        }
        if (bytes.length < least || bytes.length > MOST_BYTES) {
            throw new IllegalArgumentException("password hash has a part of " + bytes.length + " bytes");
        }
        return bytes;
    }
}
