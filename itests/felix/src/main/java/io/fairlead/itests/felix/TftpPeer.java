// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.felix;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A client that reads a file, RFC 1350, and repeats nothing. */
final class TftpPeer implements AutoCloseable {
    private static final int READ_REQUEST = 1;
    private static final int DATA = 3;
    private static final int ACKNOWLEDGMENT = 4;
    private static final int HEADER_BYTES = 4;
    private static final int BLOCK_BYTES = 512;
    private static final int TIMEOUT_MILLIS = 20_000;

    private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    private SocketAddress from; // who sent the last block; null after an error
    private int number;

    private TftpPeer() throws IOException {
        socket.setSoTimeout(TIMEOUT_MILLIS);
    }

    /** Sends the request, once: for a name, or for a name, mode and options with {@code |} for NUL behind each. */
    static TftpPeer read(int port, String name) throws IOException {
        TftpPeer peer = new TftpPeer();
        String text = name.endsWith("|") ? name.replace('|', '\0') : name + "\0octet\0";
        byte[] names = text.getBytes(US_ASCII);
        ByteBuffer request = ByteBuffer.allocate(2 + names.length);
        request.putShort((short) READ_REQUEST).put(names);
        peer.socket.send(
                new DatagramPacket(request.array(), request.capacity(), InetAddress.getLoopbackAddress(), port));
        return peer;
    }

    /** The file from the next block on, acknowledged; or {@code error CODE TEXT}. */
    String answer() throws IOException {
        StringBuilder content = new StringBuilder();
        String block;
        do {
            block = next();
            content.append(block);
            if (from == null) {
                return content.toString();
            }
            acknowledge();
        } while (block.length() == BLOCK_BYTES);
        return content.toString();
    }

    /** As {@link #answer}, but blocks that come again count once, as they do when the machine is busy. */
    String content() throws IOException {
        StringBuilder content = new StringBuilder();
        String block = next();
        for (int wanted = 1; from != null; block = next()) {
            acknowledge();
            if (number == wanted) {
                content.append(block);
                wanted++;
                if (block.length() < BLOCK_BYTES) {
                    return content.toString();
                }
            }
        }
        return block;
    }

    /** The next block, not acknowledged yet; or {@code error CODE TEXT}. */
    String next() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[HEADER_BYTES + BLOCK_BYTES], HEADER_BYTES + BLOCK_BYTES);
        socket.receive(packet);
        ByteBuffer answer = ByteBuffer.wrap(packet.getData(), 0, packet.getLength());
        int opcode = answer.getShort();
        number = answer.getShort();
        String text = new String(packet.getData(), HEADER_BYTES, answer.remaining(), US_ASCII);
        from = opcode == DATA ? packet.getSocketAddress() : null;
        return opcode == DATA ? text : "error " + number + " " + text;
    }

    void acknowledge() throws IOException {
        ByteBuffer acknowledgment = ByteBuffer.allocate(HEADER_BYTES);
        acknowledgment.putShort((short) ACKNOWLEDGMENT).putShort((short) number);
        socket.send(new DatagramPacket(acknowledgment.array(), HEADER_BYTES, from));
    }

    /** Where the last block came from. */
    int answeringPort() {
        return ((InetSocketAddress) from).getPort();
    }

    /** The numbers of all blocks, of a transfer whose options are agreed to as asked. */
    List<Integer> blocks(int blockBytes, int windowBlocks) throws IOException {
        List<Integer> numbers = new ArrayList<>();
        DatagramPacket packet = new DatagramPacket(new byte[HEADER_BYTES + BLOCK_BYTES], HEADER_BYTES + BLOCK_BYTES);
        do {
            socket.receive(packet);
            ByteBuffer answer = ByteBuffer.wrap(packet.getData(), 0, packet.getLength());
            boolean data = answer.getShort() == DATA;
            from = packet.getSocketAddress();
            number = data ? Short.toUnsignedInt(answer.getShort()) : 0;
            if (data) {
                numbers.add(number);
            }
            if (!data || numbers.size() % windowBlocks == 0) {
                acknowledge();
            }
        } while (numbers.isEmpty() || packet.getLength() == HEADER_BYTES + blockBytes);
        acknowledge();
        return numbers;
    }

    @Override
    public void close() {
        socket.close();
    }
}
