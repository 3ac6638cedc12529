// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import io.fairlead.tftp.protocol.Acknowledgment;
import io.fairlead.tftp.protocol.Data;
import io.fairlead.tftp.protocol.OptionAcknowledgment;
import io.fairlead.tftp.protocol.Options;
import io.fairlead.tftp.protocol.Packet;
import io.fairlead.tftp.protocol.Request;
import io.fairlead.tftp.protocol.TransferMode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A client that sends exactly what a test says, packet by packet. */
final class RawClient implements AutoCloseable {
    private final DatagramSocket socket;
    private final InetSocketAddress server;
    private final byte[] memory = new byte[70_000];
    private InetSocketAddress peer;

    RawClient(InetSocketAddress server) throws IOException {
        this(server, new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
    }

    RawClient(InetSocketAddress server, InetSocketAddress local) throws IOException {
        this.socket = new DatagramSocket(local);
        this.server = server;
        this.peer = server;
    }

    static Request read(String file, String... options) {
        return request(Request.Kind.READ, file, options);
    }

    static Request write(String file, String... options) {
        return request(Request.Kind.WRITE, file, options);
    }

    private static Request request(Request.Kind kind, String file, String... options) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < options.length; i += 2) {
            values.put(options[i], options[i + 1]);
        }
        return new Request(kind, file, TransferMode.OCTET, new Options(values, false));
    }

    void request(Packet packet) throws IOException {
        peer = server;
        raw(packet.toDatagram());
    }

    void send(Packet packet) throws IOException {
        raw(packet.toDatagram());
    }

    void ack(int block) throws IOException {
        send(new Acknowledgment(block));
    }

    void data(int block, String content) throws IOException {
        send(new Data(block, ByteBuffer.wrap(content.getBytes(StandardCharsets.ISO_8859_1))));
    }

    void text(String bytes) throws IOException {
        raw(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)));
    }

    void raw(ByteBuffer datagram) throws IOException {
        socket.send(new DatagramPacket(datagram.array(), datagram.remaining(), peer));
    }

    /** The next packet, whoever sends it; later packets go to its sender. */
    Packet next() throws IOException {
        return next(5000).orElseThrow(() -> new AssertionError("no packet within 5 s"));
    }

    Optional<Packet> next(int millis) throws IOException {
        socket.setSoTimeout(millis);
        var packet = new DatagramPacket(memory, memory.length);
        try {
            socket.receive(packet);
        } catch (SocketTimeoutException e) {
            return Optional.empty();
        }
        peer = (InetSocketAddress) packet.getSocketAddress();
        return Optional.of(Packet.decode(ByteBuffer.wrap(packet.getData().clone(), 0, packet.getLength())));
    }

    /** Reads a file to its end in lock-step, after the first packet that is not an OACK was asked for. */
    byte[] rest(int blockBytes) throws IOException {
        var content = new ByteArrayOutputStream();
        for (int block = 1; ; block++) {
            Data data = data(block & 0xFFFF);
            byte[] bytes = new byte[data.content().remaining()];
            data.content().get(bytes);
            content.write(bytes);
            ack(data.block());
            if (bytes.length < blockBytes) {
                return content.toByteArray();
            }
        }
    }

    private Data data(int block) throws IOException {
        while (true) {
            Packet packet = next();
            if (packet instanceof Data data && data.block() == block) {
                return data;
            }
            boolean again = packet instanceof OptionAcknowledgment // of a server whose timer was quicker than we
                    || packet instanceof Data data && data.block() == (block - 1 & 0xFFFF);
            if (!again) {
                throw new AssertionError(packet + ", not block " + block);
            }
        }
    }

    InetSocketAddress peer() {
        return peer;
    }

    InetSocketAddress local() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    void to(InetSocketAddress other) {
        peer = other;
    }

    @Override
    public void close() {
        socket.close();
    }
}
