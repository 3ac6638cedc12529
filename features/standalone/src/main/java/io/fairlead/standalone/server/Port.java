// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.server;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A port option: a number or {@code off}.
 *
 * @param number 0 to 65535, where 0 picks a free one; -1 for {@code off}
 */
record Port(int number) {
    private static final int OFF = -1;

    boolean on() {
        return number != OFF;
    }

    /** Reads it from the command line. */
    static final class Converter implements ITypeConverter<Port> {
        @Override
        public Port convert(String text) {
            if (text.equals("off")) {
                return new Port(OFF);
            }
            try {
                int number = Integer.parseInt(text);
                if (number >= 0 && number <= 65535) {
                    return new Port(number);
                }
            } catch (NumberFormatException e) {
                // said below
            }
            throw new TypeConversionException("'" + text + "' is neither a port from 0 to 65535 nor off");
        }
    }
}
