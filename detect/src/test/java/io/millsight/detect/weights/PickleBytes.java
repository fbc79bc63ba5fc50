package io.millsight.detect.weights;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes pickles instruction by instruction, and the containers that PyTorch puts them into. */
final class PickleBytes {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** Starts a pickle of protocol 2. */
    PickleBytes() {
        code(0x80).code(2);
    }

    PickleBytes code(int instruction) {
        bytes.write(instruction);
        return this;
    }

    PickleBytes name(String module, String name) {
        code('c');
        bytes.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    PickleBytes text(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        code('X');
        bytes.writeBytes(number(Integer.BYTES).putInt(encoded.length).array());
        bytes.writeBytes(encoded);
        return this;
    }

    PickleBytes whole(int value) {
        code('J');
        bytes.writeBytes(number(Integer.BYTES).putInt(value).array());
        return this;
    }

    PickleBytes tuple(int... values) {
        code('(');
        for (int value : values) {
            whole(value);
        }
        return code('t');
    }

    /** A tensor on the storage of float32 numbers "0". */
    PickleBytes tensor(int count, int offset, int[] shape, int[] strides) {
        name("torch._utils", "_rebuild_tensor_v2").code('(').code('(').text("storage");
        name("torch", "FloatStorage").text("0").text("cpu").whole(count);
        code('t').code('Q').whole(offset).tuple(shape).tuple(strides);
        code(0x89).name("collections", "OrderedDict").code(')').code('R'); // no gradient, no hooks
        return code('t').code('R');
    }

    byte[] end() {
        code('.');
        return bytes.toByteArray();
    }

    static ByteBuffer number(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    static byte[] floats(float... values) {
        byte[] bytes = new byte[Float.BYTES * values.length];
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            buffer.putFloat(value);
        }
        return bytes;
    }

    static Path archive(Path file, Map<String, byte[]> entries) {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry("archive/" + entry.getKey()));
                zip.write(entry.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }
}
