// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server.transfer;

import java.nio.ByteBuffer;

/**
 * TYPE A, RFC 959 3.1.1.1: lines end with CR LF on the network and with LF in files. A file whose lines end with CR LF is
 * sent as it is: a second CR would be part of the line. Received, each CR LF becomes LF, and any other CR or LF stays.
 * Keeps state from buffer to buffer; for one thread.
 */
abstract class AsciiConversion {
    private static final byte CR = '\r';
    private static final byte LF = '\n';

    private ByteBuffer converted = ByteBuffer.allocate(0);

    /** From a file to the network. */
    static AsciiConversion toNetwork() {
        return new ToNetwork();
    }

    /** From the network to a file. */
    static AsciiConversion fromNetwork() {
        return new FromNetwork();
    }

    /** Converts all of {@code from}; what it gives is valid until the next call. */
    final ByteBuffer convert(ByteBuffer from) {
        int most = from.remaining() * 2 + 1;
        converted = converted.capacity() < most ? ByteBuffer.allocate(most) : converted.clear();
        convert(from, converted);
        return converted.flip();
    }

    /** What was held back, at the end. */
    final ByteBuffer end() {
        end(converted.clear());
        return converted.flip();
    }

    abstract void convert(ByteBuffer from, ByteBuffer into);

    abstract void end(ByteBuffer into);

    private static final class ToNetwork extends AsciiConversion {
        private boolean behindCr;

        @Override
        void convert(ByteBuffer from, ByteBuffer into) {
            while (from.hasRemaining()) {
                byte b = from.get();
                if (b == LF && !behindCr) {
                    into.put(CR);
                }
                behindCr = b == CR;
                into.put(b);
            }
        }

        @Override
        void end(ByteBuffer into) {}
    }

    private static final class FromNetwork extends AsciiConversion {
        private boolean heldCr; // a CR whose successor is not known yet

        @Override
        void convert(ByteBuffer from, ByteBuffer into) {
            while (from.hasRemaining()) {
                byte b = from.get();
                if (heldCr && b != LF) {
                    into.put(CR);
                }
                heldCr = b == CR;
                if (!heldCr) {
                    into.put(b);
                }
            }
        }

        @Override
        void end(ByteBuffer into) {
            if (heldCr) {
                into.put(CR);
                heldCr = false;
            }
        }
    }
}
