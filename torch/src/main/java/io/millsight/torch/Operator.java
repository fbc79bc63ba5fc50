package io.millsight.torch;

import java.util.List;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.jspecify.annotations.Nullable;

/**
 * An operator that the generated Java API of libtorch leaves out, called through the dispatcher. Gradients are recorded as for other operators.
 * Defaults are not filled in: {@link #call} takes every argument of the operator's schema. Each use stands behind a method with typed parameters.
 */
final class Operator {

    private final String name;
    private final OperatorHandle handle;

    private Operator(String name) {
        Libtorch.require();
        this.name = name;
        handle = Dispatcher.singleton().findSchemaOrThrow(name, "");
        handle.retainReference(); // kept for the life of the program, whatever scope is open now
    }

    /** Looks an operator up by its qualified name, such as {@code aten::rms_norm}. */
    static Operator named(String name) {
        return new Operator(name);
    }

    /**
     * Calls it.
     *
     * @param arguments a {@link Tensor}, a list of them, {@link Long}, {@code long[]}, {@link Double}, {@link Boolean}, {@link String} or null
     *     for each argument of its schema
     */
    Tensor call(@Nullable Object... arguments) {
        return Tensor.of(() -> tensor(invoke(arguments)));
    }

    /** Returns the result of a call. The stack only lends it, so it is copied: the handle, not the values. */
    static org.bytedeco.pytorch.Tensor tensor(IValueVector results) {
        return new org.bytedeco.pytorch.Tensor(results.get(0).toTensor());
    }

    /** Calls an operator that changes its arguments and returns nothing. */
    void run(@Nullable Object... arguments) {
        try (Scope scope = Scope.open()) {
            invoke(arguments);
        } catch (TorchException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new TorchException(e);
        }
    }

    private IValueVector invoke(@Nullable Object... arguments) {
        IValueVector stack = new IValueVector();
        for (int i = 0; i < arguments.length; i++) {
            stack.push_back(value(i, arguments[i]));
        }
        handle.callBoxed(stack);
        return stack;
    }

    private IValue value(int position, @Nullable Object argument) {
        if (argument == null) {
            return new IValue();
        } else if (argument instanceof List<?> tensors) {
            GenericList list = list(position);
            for (Object tensor : tensors) {
                list.push_back(new IValue(((Tensor) tensor).handle()));
            }
            return new IValue(list);
        } else if (argument instanceof long[] numbers) {
            GenericList list = list(position);
            for (long number : numbers) {
                list.push_back(new IValue(number));
            }
            return new IValue(list);
        } else if (argument instanceof Tensor tensor) {
            return new IValue(tensor.handle());
        } else if (argument instanceof Double number) {
            return new IValue(number.doubleValue());
        } else if (argument instanceof Long number) {
            return new IValue(number.longValue());
        } else if (argument instanceof Boolean flag) {
            return new IValue(flag.booleanValue());
        } else if (argument instanceof String text) {
            return new IValue(text);
        }
        throw new IllegalArgumentException(name + " cannot take an argument of " + argument.getClass());
    }

    private GenericList list(int position) {
        return new GenericList(
                handle.schema().arguments().getPointer(position).type().get().containedType(0));
    }
}
