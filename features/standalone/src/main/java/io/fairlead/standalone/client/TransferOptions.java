// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import io.fairlead.net.RateLimit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Options of the commands that copy. */
final class TransferOptions {
    private static final int MOST = 64;

    @Option(
            names = {"-P", "--parallel"},
            paramLabel = "N",
            converter = Count.class,
            description = "Copy up to N files at one time, 1 to 64; a server may allow fewer connections.")
    private int parallel = 1;

    @Option(
            names = "--bwlimit",
            paramLabel = "RATE",
            converter = Rate.class,
            description = "Move no more than so many bytes a second, of all files together: 500k, 2M, 1G.")
    private long bytesPerSecond;

    /** How many files at one time. */
    int parallel() {
        return parallel;
    }

    /** One for all transfers of the command. */
    RateLimit limit() {
        return RateLimit.of(bytesPerSecond);
    }

    /** A number of files. */
    static final class Count implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            if (!text.matches("[1-9]\\d?") || Integer.parseInt(text) > MOST) {
                throw new TypeConversionException("'" + text + "' is no number from 1 to " + MOST);
            }
            return Integer.valueOf(text);
        }
    }

    /** Bytes, in powers of 1024. */
    static final class Rate implements ITypeConverter<Long> {
        private static final Pattern FORM = Pattern.compile("([1-9]\\d{0,8})([kKMG]?)");

        @Override
        public Long convert(String text) {
            Matcher rate = FORM.matcher(text);
            if (!rate.matches()) {
                throw new TypeConversionException("'" + text + "' is no rate; expected as 500k, 2M or 1G");
            }
            long number = Long.parseLong(rate.group(1));
            return switch (rate.group(2)) {
                case "k", "K" -> number << 10;
                case "M" -> number << 20;
                case "G" -> number << 30;
                default -> number;
            };
        }
    }
}
