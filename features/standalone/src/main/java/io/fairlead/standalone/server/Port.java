// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.server;

import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.TypeConversionException;

/**
 * A port option: a number, {@code off}, or {@code on}, which goes without saying where the port is optional.
 *
 * @param number 0 to 65535, where 0 picks a free one; negative for the others
 */
record Port(int number) {
    private static final int OFF = -1;
    private static final String ON = "on";
    /** Wherever its configuration says. */
    static final Port CONFIGURED = new Port(-2);

    boolean on() {
        return number != OFF;
    }

    /** Whether it is a number. */
    boolean named() {
        return number >= 0;
    }

    /** Reads it from the command line. */
    static final class Converter implements ITypeConverter<Port> {
        @Override
        public Port convert(String text) {
            if (text.equals("off")) {
                return new Port(OFF);
            }
            if (text.equals(ON)) {
                return CONFIGURED;
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

    /** Lets an option stand without a port before the folder to serve: only what looks like a port is one. */
    static final class MayBeMissing implements IParameterPreprocessor {
        @Override
        @SuppressWarnings("JdkObsolete") // picocli hands a Stack over
        public boolean preprocess(Stack<String> rest, CommandSpec command, ArgSpec option, Map<String, Object> info) {
            boolean attached = !" ".equals(info.get("separator")); // --tftp=PORT
            if (!attached && (rest.isEmpty() || !rest.peek().matches("-?\\d+|on|off"))) {
                rest.push(ON);
            }
            return false;
        }
    }
}
