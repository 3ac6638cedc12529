// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.List;
import java.util.Random;

/** Feeds a decoder with damaged goldens: each must give a value or {@link FtpSyntaxException}. Seeded. */
final class Mutations {
    private static final int ROUNDS = 2_000;

    /** What is under test. */
    @FunctionalInterface
    interface Decoder {
        Object decode(String text) throws IOException;
    }

    private Mutations() {}

    static void feed(Decoder decoder, List<String> goldens) throws IOException {
        Random random = new Random(959);
        for (String golden : goldens) {
            decoder.decode(golden);
            for (int i = 0; i < ROUNDS; i++) {
                String text = mutate(random, golden);
                try {
                    decoder.decode(text);
                } catch (FtpSyntaxException expected) {
                    // the other good outcome
                } catch (RuntimeException e) {
                    throw new AssertionError("on " + CommandLine.printable(text), e);
                }
            }
            for (int cut = 0; cut < golden.length(); cut++) {
                try {
                    decoder.decode(golden.substring(0, cut));
                } catch (FtpSyntaxException expected) {
                    // the other good outcome
                }
            }
        }
    }

    private static String mutate(Random random, String golden) {
        StringBuilder text = new StringBuilder(golden);
        for (int n = 1 + random.nextInt(4); n > 0; n--) {
            int at = random.nextInt(text.length() + 1);
            switch (random.nextInt(4)) {
                case 0 -> text.insert(at, (char) random.nextInt(256));
                case 1 -> text.insert(at, golden);
                case 2 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(3)));
                default -> {
                    if (at < text.length()) {
                        text.setCharAt(at, (char) random.nextInt(256));
                    }
                }
            }
        }
        return new String(text.toString().getBytes(ISO_8859_1), ISO_8859_1);
    }
}
