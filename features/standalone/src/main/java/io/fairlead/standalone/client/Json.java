// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** An object of RFC 8259 on one line, built by its members in order. For one thread. */
final class Json {
    private static final JsonFactory FACTORY = new JsonFactory();

    private final StringWriter line = new StringWriter();
    private final JsonGenerator out;

    Json() {
        try {
            out = FACTORY.createGenerator(line);
            out.writeStartObject();
        } catch (IOException e) {
            throw impossible(e);
        }
    }

    /** Adds a text; nothing if it is null. */
    Json with(String name, String value) {
        try {
            if (value != null) {
                out.writeStringField(name, value);
            }
            return this;
        } catch (IOException e) {
            throw impossible(e);
        }
    }

    /** Adds a number. */
    Json with(String name, long value) {
        try {
            out.writeNumberField(name, value);
            return this;
        } catch (IOException e) {
            throw impossible(e);
        }
    }

    /** Ends the object: the line. The last call. */
    String line() {
        try {
            out.close(); // ends the object, too
            return line.toString();
        } catch (IOException e) {
            throw impossible(e);
        }
    }

    private static UncheckedIOException impossible(IOException e) {
        return new UncheckedIOException("memory takes everything", e);
    }
}
