// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;

/**
 * Holds back what is logged to standard error while the server starts: when it can't, the person sees one line and not
 * the log of the same failure; when it can, what was held back follows.
 */
final class ConsoleGate extends OutputStream {
    private final PrintStream console;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private boolean open;

    private ConsoleGate(PrintStream console) {
        this.console = console;
    }

    /** Puts a closed gate before standard error. */
    static ConsoleGate close(PrintStream console) {
        ConsoleGate gate = new ConsoleGate(console);
        System.setErr(new PrintStream(gate, true, Charset.defaultCharset()));
        return gate;
    }

    /** Lets through what was held back. */
    synchronized void open() throws IOException {
        held.writeTo(console);
        held.reset();
    }

    /** Throws away what is still held back, and gives standard error back. */
    synchronized void remove() {
        held.reset();
        open = true;
        System.setErr(console);
    }

    @Override
    public synchronized void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        if (open) {
            console.write(bytes, offset, length);
        } else {
            held.write(bytes, offset, length);
        }
    }

    @Override
    public void flush() {
        console.flush();
    }
}
