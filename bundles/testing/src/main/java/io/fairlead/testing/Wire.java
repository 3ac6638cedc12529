// SPDX-License-Identifier: Apache-2.0
package io.fairlead.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Golden bytes of a protocol, kept as {@code src/test/resources/wire/*.hex}: hex digits with any space between, comments
 * from {@code #} to the end of the line. The first line is a comment that tells the origin (what sent it, or by which section it was made).
 */
public final class Wire {
    private static final String FOLDER = "/wire/";
    private static final int[] EDGES = {0x00, 0x01, 0x7f, 0x80, 0xfe, 0xff};

    private Wire() {}

    /**
     * The bytes of a golden.
     *
     * @param test a class of the module that holds it
     * @param name the file below {@code wire}, for instance {@code negotiate.hex}
     * @throws IllegalArgumentException if there is none, or it is not as this class says
     */
    public static byte[] golden(Class<?> test, String name) {
        try (InputStream stream = test.getResourceAsStream(FOLDER + name)) {
            if (stream == null) {
                throw new IllegalArgumentException("no golden " + FOLDER + name);
            }
            return parse(name, new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All goldens of a module by name; the class files of the module must be in a folder, as in a build they are. */
    public static SortedMap<String, byte[]> goldens(Class<?> test) {
        try {
            Path folder = Path.of(test.getResource(FOLDER).toURI());
            SortedMap<String, byte[]> all = new TreeMap<>();
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file :
                        files.filter(each -> each.toString().endsWith(".hex")).toList()) {
                    URI relative = folder.toUri().relativize(file.toUri());
                    all.put(relative.getPath(), golden(test, relative.getPath()));
                }
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** The bytes that hex digits stand for; spaces and comments are left out. */
    public static byte[] hex(String text) {
        StringBuilder digits = new StringBuilder();
        text.lines().forEach(line -> digits.append(line.split("#", 2)[0].replaceAll("\\s", "")));
        return HexFormat.of().parseHex(digits);
    }

    /** Hex digits, a space between bytes. */
    public static String toHex(byte[] bytes) {
        return HexFormat.ofDelimiter(" ").formatHex(bytes);
    }

    /**
     * Damaged copies of {@code goldens}, for decoders to survive: each is one of them with up to four bytes flipped, a
     * piece cut out, repeated or put in, an end cut off, or the head of one with the tail of another. The same seed gives
     * the same ones.
     */
    public static Stream<byte[]> mutations(long seed, int count, List<byte[]> goldens) {
        SplittableRandom random = new SplittableRandom(seed);
        return Stream.generate(() -> mutate(random, goldens)).limit(count);
    }

    private static byte[] mutate(SplittableRandom random, List<byte[]> goldens) {
        byte[] bytes = goldens.get(random.nextInt(goldens.size())).clone();
        int from = random.nextInt(bytes.length + 1);
        int to = from + random.nextInt(Math.min(16, bytes.length - from) + 1);
        return switch (random.nextInt(6)) {
            case 0 -> Arrays.copyOf(bytes, from);
            case 1 -> splice(bytes, from, new byte[0], bytes, to);
            case 2 -> splice(bytes, to, new byte[0], bytes, from);
            case 3 -> splice(bytes, from, randomBytes(random), bytes, from);
            case 4 -> {
                byte[] other = goldens.get(random.nextInt(goldens.size()));
                yield splice(bytes, from, new byte[0], other, random.nextInt(other.length + 1));
            }
            default -> flip(bytes, random);
        };
    }

    private static byte[] flip(byte[] bytes, SplittableRandom random) {
        for (int flips = 1 + random.nextInt(4); flips > 0 && bytes.length > 0; flips--) {
            int at = random.nextInt(bytes.length);
            bytes[at] = (byte) (random.nextBoolean() ? bytes[at] ^ (1 << random.nextInt(8)) : edge(random));
        }
        return bytes;
    }

    private static int edge(SplittableRandom random) {
        return EDGES[random.nextInt(EDGES.length)];
    }

    private static byte[] randomBytes(SplittableRandom random) {
        byte[] bytes = new byte[1 + random.nextInt(16)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** The head of one, something between, and the tail of another. */
    private static byte[] splice(byte[] head, int headEnd, byte[] between, byte[] tail, int tailStart) {
        byte[] spliced = new byte[headEnd + between.length + tail.length - tailStart];
        System.arraycopy(head, 0, spliced, 0, headEnd);
        System.arraycopy(between, 0, spliced, headEnd, between.length);
        System.arraycopy(tail, tailStart, spliced, headEnd + between.length, tail.length - tailStart);
        return spliced;
    }

    private static byte[] parse(String name, String text) {
        if (!text.startsWith("#")) {
            throw new IllegalArgumentException(name + " must begin with a comment that tells its origin");
        }
        try {
            return hex(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + " is not hex: " + e.getMessage(), e);
        }
    }
}
