// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.standalone.swap;

import io.fairlead.testing.Pattern;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads one file again and again (RFC 1350), and repeats what it sent after a second without an answer, as clients do. */
public final class TftpClient implements Client {
    private static final int BLOCK = 512;
    private static final int TRIES = 30;

    private final InetAddress server = InetAddress.getLoopbackAddress();
    private final int port;
    private final String file;
    private final int size;
    private final Pattern content;

    public TftpClient(int port, String file, int size, Pattern content) {
        this.port = port;
        this.file = file;
        this.size = size;
        this.content = content;
    }

    @Override
    public void once() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, server)) {
            socket.setSoTimeout(1000);
            byte[] request = ("\0\1" + file + "\0octet\0").getBytes(StandardCharsets.US_ASCII);
            DatagramPacket last = new DatagramPacket(request, request.length, server, port);
            SocketAddress peer = null;
            int block = 1;
            int at = 0;
            while (true) {
                DatagramPacket packet = answer(socket, last);
                ByteBuffer data = ByteBuffer.wrap(packet.getData(), 0, packet.getLength());
                int opcode = data.getShort();
                int number = Short.toUnsignedInt(data.getShort());
                if (opcode != 3) {
                    throw new IOException("error " + number + " "
                            + new String(packet.getData(), 4, data.remaining(), StandardCharsets.US_ASCII));
                }
                if (peer != null && !peer.equals(packet.getSocketAddress()) || number != (block & 0xffff)) {
                    continue; // an answer to a repeated request, or a block again
                }
                peer = packet.getSocketAddress();
                int length = data.remaining();
                content.check(data, at);
                at += length;
                block++;
                byte[] acknowledgment = {0, 4, (byte) (number >> 8), (byte) number};
                last = new DatagramPacket(acknowledgment, acknowledgment.length, peer);
                socket.send(last);
                if (length < BLOCK) {
                    if (at != size) {
                        throw new IOException(at + " bytes of " + size);
                    }
                    return;
                }
            }
        }
    }

    private static DatagramPacket answer(DatagramSocket socket, DatagramPacket last) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[BLOCK + 4], BLOCK + 4);
        boolean request = last.getData()[1] == 1;
        if (request) {
            socket.send(last);
        }
        for (int tries = 0; tries < TRIES; tries++) {
            try {
                socket.receive(packet);
                return packet;
            } catch (SocketTimeoutException silence) {
                socket.send(last);
            }
        }
        throw new SocketTimeoutException("no answer");
    }

    @Override
    public void close() {
        // each time has a socket of its own
    }
}
