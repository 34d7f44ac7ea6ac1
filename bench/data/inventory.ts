/** Stock of a small warehouse: articles, movements, and what has to be ordered. */

export type Sku = string;

export interface Article {
  sku: Sku;
  name: string;
  unitPriceCents: number;
  /** Orders are suggested below this. */
  minimumStock: number;
  supplier: string;
}

export type Movement =
  | { kind: "received"; sku: Sku; quantity: number; at: Date; invoice: string }
  | { kind: "shipped"; sku: Sku; quantity: number; at: Date; order: string }
  | { kind: "corrected"; sku: Sku; quantity: number; at: Date; reason: string };

export interface StockLevel {
  article: Article;
  quantity: number;
  valueCents: number;
  lastMovement?: Date;
}

export interface OrderLine {
  sku: Sku;
  quantity: number;
  priceCents: number;
}

export interface SupplierOrder {
  supplier: string;
  lines: OrderLine[];
  totalCents: number;
}

export class UnknownArticleError extends Error {
  readonly sku: Sku;

  constructor(sku: Sku) {
    super(`There is no article ${sku}.`);
    this.sku = sku;
  }
}

export class InsufficientStockError extends Error {
  readonly missing: number;

  constructor(article: Article, missing: number) {
    super(`${article.name} is short by ${missing}.`);
    this.missing = missing;
  }
}

export class Inventory {
  readonly #articles = new Map<Sku, Article>();
  readonly #quantities = new Map<Sku, number>();
  readonly #movements: Movement[] = [];
  readonly #listeners = new Set<(level: StockLevel) => void>();

  addArticle(article: Article): void {
    if (this.#articles.has(article.sku)) {
      throw new Error(`The article ${article.sku} exists already.`);
    }
    this.#articles.set(article.sku, article);
    this.#quantities.set(article.sku, 0);
  }

  /** Calls `listener` after every change of a stock level; the result takes it off again. */
  onChange(listener: (level: StockLevel) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  receive(sku: Sku, quantity: number, invoice: string, at = new Date()): StockLevel {
    this.#requirePositive(quantity);
    return this.#apply({ kind: "received", sku, quantity, at, invoice });
  }

  ship(sku: Sku, quantity: number, order: string, at = new Date()): StockLevel {
    this.#requirePositive(quantity);
    const article = this.article(sku);
    const available = this.quantity(sku);
    if (available < quantity) {
      throw new InsufficientStockError(article, quantity - available);
    }
    return this.#apply({ kind: "shipped", sku, quantity: -quantity, at, order });
  }

  correct(sku: Sku, counted: number, reason: string, at = new Date()): StockLevel {
    const difference = counted - this.quantity(sku);
    return this.#apply({ kind: "corrected", sku, quantity: difference, at, reason });
  }

  article(sku: Sku): Article {
    const article = this.#articles.get(sku);
    if (!article) {
      throw new UnknownArticleError(sku);
    }
    return article;
  }

  quantity(sku: Sku): number {
    this.article(sku);
    return this.#quantities.get(sku) ?? 0;
  }

  level(sku: Sku): StockLevel {
    const article = this.article(sku);
    const quantity = this.quantity(sku);
    const last = this.#movements.findLast((movement) => movement.sku === sku);
    return {
      article,
      quantity,
      valueCents: quantity * article.unitPriceCents,
      lastMovement: last?.at,
    };
  }

  levels(): StockLevel[] {
    return [...this.#articles.keys()].map((sku) => this.level(sku));
  }

  /** Movements of one article, the newest first. */
  history(sku: Sku, limit = 20): Movement[] {
    this.article(sku);
    const own = this.#movements.filter((movement) => movement.sku === sku);
    return own.toReversed().slice(0, limit);
  }

  totalValueCents(): number {
    return this.levels().reduce((sum, level) => sum + level.valueCents, 0);
  }

  belowMinimum(): StockLevel[] {
    return this.levels().filter(({ article, quantity }) => quantity < article.minimumStock);
  }

  /** One order for each supplier with something below its minimum, filled up to twice the minimum. */
  suggestOrders(): SupplierOrder[] {
    const orders = new Map<string, SupplierOrder>();
    for (const { article, quantity } of this.belowMinimum()) {
      const wanted = article.minimumStock * 2 - quantity;
      const line: OrderLine = {
        sku: article.sku,
        quantity: wanted,
        priceCents: wanted * article.unitPriceCents,
      };
      const order = orders.get(article.supplier) ?? {
        supplier: article.supplier,
        lines: [],
        totalCents: 0,
      };
      order.lines.push(line);
      order.totalCents += line.priceCents;
      orders.set(article.supplier, order);
    }
    return [...orders.values()].sort((a, b) => b.totalCents - a.totalCents);
  }

  #requirePositive(quantity: number): void {
    if (!Number.isInteger(quantity) || quantity <= 0) {
      throw new RangeError(`A quantity must be a positive whole number, not ${quantity}.`);
    }
  }

  #apply(movement: Movement): StockLevel {
    const before = this.quantity(movement.sku);
    this.#quantities.set(movement.sku, before + movement.quantity);
    this.#movements.push(movement);
    const level = this.level(movement.sku);
    for (const listener of this.#listeners) {
      listener(level);
    }
    return level;
  }
}

/** Amounts as people write them: 1,234.50 */
export function formatCents(cents: number): string {
  const sign = cents < 0 ? "-" : "";
  const whole = Math.floor(Math.abs(cents) / 100);
  const rest = String(Math.abs(cents) % 100).padStart(2, "0");
  const grouped = String(whole).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return `${sign}${grouped}.${rest}`;
}

export function orderAsText(order: SupplierOrder, inventory: Inventory): string {
  const lines = order.lines.map(({ sku, quantity, priceCents }) => {
    const { name } = inventory.article(sku);
    return `${String(quantity).padStart(6)} x ${name.padEnd(30)} ${formatCents(priceCents).padStart(12)}`;
  });
  return [`Order for ${order.supplier}`, ...lines, `Total: ${formatCents(order.totalCents)}`].join("\n");
}
