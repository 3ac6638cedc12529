// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.protocol;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/** Packets as they were seen on the wire: {@code wire/*.hex}, each with its origin in the first line. */
public final class Goldens {
    public static final List<String> NAMES = List.of(
            "rrq-ovmf",
            "rrq-curl",
            "rrq-atftp",
            "rrq-busybox",
            "rrq-tftp-hpa-netascii",
            "wrq-curl",
            "wrq-atftp",
            "oack",
            "data-last",
            "data-empty",
            "ack",
            "error");

    private Goldens() {}

    public static ByteBuffer load(String name) throws IOException {
        try (InputStream in = Goldens.class.getResourceAsStream("/wire/" + name + ".hex")) {
            String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            String digits = text.replaceAll("(?m)^#.*$", "").replaceAll("\\s", "");
            return ByteBuffer.wrap(HexFormat.of().parseHex(digits));
        }
    }
}
