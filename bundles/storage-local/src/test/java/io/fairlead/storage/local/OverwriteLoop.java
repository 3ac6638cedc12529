// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.VPath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Overwrites a file through a storage for as long as the process lives: a program of its own, to be killed. Each content
 * is one letter over and over, and each letter has its own length.
 */
final class OverwriteLoop {
    static final int PIECES = 4;
    static final int PIECE_BYTES = 10_000;

    private OverwriteLoop() {}

    static int length(byte letter) {
        return PIECES * (PIECE_BYTES + letter);
    }

    /** Arguments: the folder, the path of the file in it. */
    public static void main(String[] arguments) throws IOException {
        try (Fixture fixture = Fixture.open(Path.of(arguments[0]))) {
            VPath file = VPath.of(arguments[1]);
            upload(fixture, file, (byte) 'z'); // loads the classes, so that what follows is in the middle of uploads
            System.out.println("ready");
            for (byte letter = 'a'; ; letter = letter == 'z' ? (byte) 'a' : (byte) (letter + 1)) {
                upload(fixture, file, letter);
            }
        }
    }

    private static void upload(Fixture fixture, VPath file, byte letter) throws IOException {
        byte[] piece = new byte[length(letter) / PIECES];
        Arrays.fill(piece, letter);
        try (Node node = fixture.volume().open(file, Open.replace())) {
            for (int i = 0; i < PIECES; i++) {
                node.write(ByteBuffer.wrap(piece), (long) i * piece.length);
            }
        }
    }
}
